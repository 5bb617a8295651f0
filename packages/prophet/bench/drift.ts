/**
 * How well ADWIN, Page–Hinkley and KSWIN, as River sets them, tell the changes of 40 drifting streams from the error of repeating the last value;
 * and how many values ADWIN takes in a second of the processor.
 *
 * Run: node --conditions=@plimsoll/source packages/prophet/bench/drift.ts [--json] [--trial] [--python PATH], a Python that has River: its ADWIN is
 * then measured on the same values in the same run. A trial is short, and no figure.
 */
import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import {
  BOOTSTRAP_DEFAULTS,
  bootstrapInterval,
  interquartileMean,
  type Interval,
  normalAt,
  overAllRuns,
  partKey,
  seedKey,
} from "@plimsoll/simulation";
import { Adwin } from "../src/drift/adwin.ts";
import { type DriftScore, driftScore } from "../src/drift/drift-score.ts";
import { DRIFT_DEFAULTS, driftDetectorOf, type DriftSpec } from "../src/drift/drift-spec.ts";
import { type DriftingSettings, driftingStream } from "../src/stream/drifting-stream.ts";

const { values: asked } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    trial: { type: "boolean", default: false },
    python: { type: "string" },
  },
});

const SEEDS = asked.trial ? 4 : 40;
const STEPS = 10_000;
const SPEED_VALUES = asked.trial ? 100_000 : 1_000_000;
const SPEED_ROUNDS = asked.trial ? 1 : 5;
const GOAL = { adwinUpdatesPerSecond: 5_000_000 };

const STREAM: DriftingSettings = { regimeSteps: 1000, noise: 0.05, transition: "abrupt", gradualSteps: 200 };
const TRANSITIONS = ["abrupt", "gradual"] as const;

const DETECTORS: Readonly<Record<string, DriftSpec>> = {
  ADWIN: DRIFT_DEFAULTS.adwin,
  "Page–Hinkley": DRIFT_DEFAULTS["page-hinkley"],
  KSWIN: DRIFT_DEFAULTS.kswin,
};

/** Absolute errors of repeating the last value. */
function errorsOf(
  settings: DriftingSettings,
  seed: number,
): { readonly changes: readonly number[]; readonly errors: readonly number[] } {
  const stream = driftingStream(STEPS, settings, seedKey(seed));
  const errors = Array.from({ length: STEPS }, (_, step) =>
    step === 0 ? 0 : Math.abs(stream.valueAt(step) - stream.valueAt(step - 1)),
  );
  return { changes: stream.changes, errors };
}

function scoreOf(spec: DriftSpec, settings: DriftingSettings, seed: number): DriftScore {
  const { changes, errors } = errorsOf(settings, seed);
  const detector = driftDetectorOf(spec, partKey(seedKey(seed), 1));
  const detections = errors.flatMap((error, step) => (detector.update(error) ? [step] : []));
  return driftScore(changes, detections, STEPS);
}

/** Interquartile mean over the seeds, with its interval. */
const overSeeds = (scores: readonly number[]): Interval =>
  bootstrapInterval(overAllRuns([scores], interquartileMean), { ...BOOTSTRAP_DEFAULTS, key: seedKey(9) });

const MEASURES = ["f1", "precision", "recall", "detectionTime"] as const;

const scores = TRANSITIONS.flatMap((transition) =>
  Object.entries(DETECTORS).map(([detector, spec]) => {
    const runs = Array.from({ length: SEEDS }, (_, seed) => scoreOf(spec, { ...STREAM, transition }, 1000 + seed));
    const measured = MEASURES.map((measure) => [measure, overSeeds(runs.map((run) => run[measure]))] as const);
    return { transition, detector, ...(Object.fromEntries(measured) as Record<(typeof MEASURES)[number], Interval>) };
  }),
);

/** Normal values whose mean changes every 100 000: the window is as long as ADWIN's windows get. */
const speedValues = Float64Array.from(
  { length: SPEED_VALUES },
  (_, step) => (Math.floor(step / 100_000) % 2) + normalAt(seedKey(4), step),
);

function updatesPerSecond(): number {
  const adwin = new Adwin();
  const before = process.cpuUsage();
  for (const value of speedValues) adwin.update(value);
  const { user, system } = process.cpuUsage(before);
  return SPEED_VALUES / ((user + system) / 1e6);
}

/** The same values, as doubles on standard input; the time of the loop alone. */
const RIVER = `
import array, json, sys, time
import river
from river import drift
values = array.array("d", sys.stdin.buffer.read()).tolist()
rates = []
for _ in range(${SPEED_ROUNDS}):
    adwin, drifts, before = drift.ADWIN(), 0, time.process_time()
    for value in values:
        adwin.update(value)
        drifts += adwin.drift_detected
    rates.append(len(values) / (time.process_time() - before))
print(json.dumps({"version": river.__version__, "updatesPerSecond": sorted(rates)[len(rates) // 2], "drifts": drifts}))
`;

interface RiverSpeed {
  readonly version: string;
  readonly updatesPerSecond: number;
  readonly drifts: number;
}

const riverSpeed = (python: string): RiverSpeed =>
  JSON.parse(
    execFileSync(python, ["-c", RIVER], { input: new Uint8Array(speedValues.buffer), encoding: "utf8" }),
  ) as RiverSpeed;

function drifts(): number {
  const adwin = new Adwin();
  return speedValues.reduce((count, value) => count + (adwin.update(value) ? 1 : 0), 0);
}

const rates = Array.from({ length: SPEED_ROUNDS }, updatesPerSecond).toSorted((a, b) => a - b);
const river = asked.python === undefined ? null : riverSpeed(asked.python);
const updates = rates[rates.length >> 1] ?? Number.NaN;
const speed = {
  adwinUpdatesPerSecond: { median: updates, low: rates[0], high: rates.at(-1) },
  drifts: drifts(),
  river,
  timesRiver: river === null ? null : updates / river.updatesPerSecond,
};

if (!asked.json) {
  const shown = ({ estimate, low, high }: Interval): string =>
    `${estimate.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  const rows = scores.map(
    ({ transition, detector, f1, precision, recall, detectionTime }) =>
      `| ${transition} | ${detector} | ${[f1, precision, recall, detectionTime].map(shown).join(" | ")} |`,
  );
  process.stdout.write(
    [
      `${SEEDS} seeds, ${STEPS} steps, regimes of ${STREAM.regimeSteps}; interquartile mean [95 %]`,
      "",
      "| Transition | Detector | F1 | Precision | Recall | Wait, share of a regime |",
      "| :-- | :-- | --: | --: | --: | --: |",
      ...rows,
      "",
      `ADWIN: ${(updates / 1e6).toFixed(1)} M values a second, goal ${GOAL.adwinUpdatesPerSecond / 1e6} M, ${speed.drifts} drifts`,
      river === null
        ? "River: not measured (--python PATH)"
        : `River ${river.version}: ${(river.updatesPerSecond / 1e6).toFixed(2)} M from Python, ${river.drifts} drifts; ours is ${speed.timesRiver?.toFixed(1)} times as fast`,
      "",
    ].join("\n"),
  );
}
process.stdout.write(
  `${JSON.stringify({ type: "summary", ok: true, isTrial: asked.trial, goal: GOAL, seeds: SEEDS, steps: STEPS, stream: STREAM, scores, speed })}\n`,
);

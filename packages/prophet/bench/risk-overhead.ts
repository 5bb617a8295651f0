/**
 * What foretelling costs, as a share of a step without it: CPU time of foretelling and of a step without it.
 *
 * Run: node --conditions=@plimsoll/source packages/prophet/bench/risk-overhead.ts [--json]
 */
import { parseArgs } from "node:util";
import { CLASSIC } from "../src/trainer/profiles.ts";
import { createTrainer } from "../src/trainer/trainer.ts";
import type { TrainerSpec } from "../src/trainer/trainer-spec.ts";
import { PLAIN_LOSS } from "../src/objective/loss-spec.ts";

const { values: asked } = parseArgs({ options: { json: { type: "boolean", default: false } } });

const specOf = (outputs: number, rows: number): TrainerSpec => {
  const hidden = [{ kind: "dense", outputs } as const, { kind: "tanh" } as const];
  return {
    ...CLASSIC,
    steps: 1_000_000,
    loss: PLAIN_LOSS,
    task: { kind: "lagged", lags: 24, rows, window: 1024 },
    worker: { inputs: 24, layers: [...hidden, ...hidden, { kind: "dense", outputs: 1 }], gain: 1 },
    rate: { schedule: { kind: "fixed", rate: 1e-3 }, guard: null },
    risk: null,
  };
};

const CASES = [
  { name: "2 × 32, batch 32", spec: specOf(32, 32), steps: 3000 },
  { name: "2 × 128, batch 256", spec: specOf(128, 256), steps: 160 },
] as const;
const KINDS = ["portable", "fitted"] as const;
const ROUNDS = 9;
/** Tellings that are timed together: enough that the clock's grain is nothing, and looks into the worker come as often as in a training. */
const TELLINGS = 6400;

const micros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Microseconds of one piece of work, the first round not counted. */
function microsOf(count: number, work: (at: number) => void): number {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const start = micros();
    for (let at = 0; at < count; at += 1) work(at);
    return (micros() - start) / count;
  });
  return median(rounds.slice(1));
}

/** One source is timed by itself, on the worker of a training: against a step of a millisecond it would drown in the noise of two trainings. */
function tellingMicros(spec: TrainerSpec, kind: (typeof KINDS)[number]): number {
  const trainer = createTrainer({ ...spec, risk: { kind } });
  const record = trainer.step(1);
  const { risk } = trainer.parts;
  return microsOf(TELLINGS, (step) =>
    risk?.foretell({
      step,
      progress: 0,
      terms: { ...record, loss: record.loss * (1 + 0.1 * Math.sin(step)) },
      onlineError: record.error,
      recentError: record.error,
      gradientNorm: record.gradientNorm * (1 + 0.1 * Math.cos(step)),
      lastRate: 1e-3,
      stability: Math.sin(step / 7),
    }),
  );
}

const figures = CASES.map(({ name, spec, steps }) => {
  const trainer = createTrainer(spec);
  const stepMicros = microsOf(steps, () => trainer.step(1));
  const [portable, fitted] = KINDS.map((kind) => tellingMicros(spec, kind) / stepMicros) as [number, number];
  return { name, stepMicros, portable, fitted };
});

if (!asked.json)
  for (const { name, stepMicros, portable, fitted } of figures)
    process.stdout.write(
      `${name}: ${stepMicros.toFixed(0)} µs a step; portable ${(100 * portable).toFixed(1)} %, fitted ${(100 * fitted).toFixed(1)} %\n`,
    );
process.stdout.write(`${JSON.stringify({ type: "summary", ok: true, figures })}\n`);

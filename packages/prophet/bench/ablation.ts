/**
 * Which terms of the loss help, and whether prediction and control do: a factorial of flow, structure and tension, and the original's variants beside
 * the sheet's, on the original's task and on drifting streams.
 *
 * Run: node --conditions=@plimsoll/source packages/prophet/bench/ablation.ts [--seeds 20] [--json] [--write]. `--write` puts the tables and the plot into
 * docs/reference/prophet-ablation.md.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Interval, intervalPlot } from "@plimsoll/simulation";
import { CLASSIC_LOSS, type LossSpec, PLAIN_LOSS } from "../src/objective/loss-spec.ts";
import { GUARD } from "../src/rate/guard/guard-spec.ts";
import { createTrainer } from "../src/trainer/trainer.ts";
import { CLASSIC, FORESIGHT } from "../src/trainer/profiles.ts";
import type { TrainerSpec } from "../src/trainer/trainer-spec.ts";
import { type Errors, relativeDifference, sharesOfPairs, typicalError } from "./study/compared.ts";
import { meanError } from "./study/mean-error.ts";
import { writeMeasuredPart } from "./study/measured-part.ts";
import { errorText, percentInterval, table } from "./study/table.ts";

const { values: asked } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
  },
});

const seeds = Array.from({ length: Number(asked.seeds) }, (_, index) => 7000 + index);
const DOCUMENT = fileURLToPath(new URL("../../../docs/reference/prophet-ablation.md", import.meta.url));
const PLOT = fileURLToPath(new URL("../../../docs/reference/prophet-ablation.svg", import.meta.url));
const TERMS = ["flow", "structure", "tension"] as const;

/** All eight choices of the three terms; a term is a bit of the number. */
const CHOICES = Array.from({ length: 8 }, (_, bits) => TERMS.filter((_term, place) => (bits >> place) & 1));

function lossWith(terms: readonly string[]): LossSpec {
  const weights = { ...CLASSIC_LOSS.weights };
  for (const term of TERMS) if (!terms.includes(term)) weights[term] = 0;
  return { ...CLASSIC_LOSS, weights };
}

const WORLDS: readonly { readonly name: string; readonly spec: TrainerSpec }[] = [
  { name: "the original's task (profile classic)", spec: CLASSIC },
  {
    name: "drifting streams (profile foresight)",
    spec: { ...FORESIGHT, steps: 3000, stream: { ...FORESIGHT.stream, noise: 0.05 } as TrainerSpec["stream"] },
  },
];

const runsOf = (spec: TrainerSpec): readonly number[] => seeds.map((seed) => meanError({ ...spec, seed }));

interface Effect {
  readonly world: string;
  readonly term: string;
  readonly difference: Interval;
  readonly less: number;
  readonly pairs: number;
}

/** The error with a term against that without it: over all choices of the other two, paired by seed and choice. */
function effectsOf(world: string, errors: readonly (readonly number[])[]): readonly Effect[] {
  return TERMS.map((term, place) => {
    const without = [0, 1, 2, 3, 4, 5, 6, 7].filter((bits) => ((bits >> place) & 1) === 0);
    const [on, off] = [
      without.map((bits) => errors[bits + 2 ** place] ?? []),
      without.map((bits) => errors[bits] ?? []),
    ];
    return { world, term, difference: relativeDifference(on, off), ...sharesOfPairs(on, off) };
  });
}

const said = (text: string): void => void process.stderr.write(`${text}\n`);

const factorials = WORLDS.map(({ name, spec }) => {
  const errors = CHOICES.map((terms) => {
    said(`${name}: ${terms.join(" + ") || "plain"}`);
    return runsOf({ ...spec, loss: lossWith(terms) });
  });
  return { name, errors, effects: effectsOf(name, errors) };
});

/** The sheet's variants that differ in prediction and control, and what it measured over five seeds. */
const VARIANTS: readonly { readonly name: string; readonly sheet: string; readonly spec: TrainerSpec }[] = [
  { name: "as is: raises the rate with the risk", sheet: ".190 ± .022", spec: CLASSIC },
  { name: "no kernel", sheet: ".302 ± .032", spec: { ...CLASSIC, loss: PLAIN_LOSS } },
  { name: "no prediction: risk 0", sheet: ".428 ± .009", spec: { ...CLASSIC, risk: null } },
  { name: "no control: fixed .01", sheet: ".415 ± .012", spec: { ...CLASSIC, rate: fixed(0.01) } },
  { name: "no control: fixed .05", sheet: ".219 ± .03", spec: { ...CLASSIC, rate: fixed(0.05) } },
  {
    name: "no control, no kernel: fixed .01",
    sheet: ".367 ± .030",
    spec: { ...CLASSIC, loss: PLAIN_LOSS, rate: fixed(0.01) },
  },
  {
    name: "the rate falls with the risk",
    sheet: ".433 ± .011",
    spec: { ...CLASSIC, rate: { schedule: { kind: "damp", rate: 0.01 }, guard: null } },
  },
];

function fixed(rate: number): TrainerSpec["rate"] {
  return { schedule: { kind: "fixed", rate }, guard: null };
}

const variants = VARIANTS.map(({ name, sheet, spec }) => {
  said(name);
  return { name, sheet, errors: [runsOf(spec)] as Errors, switches: switchesOf(spec) };
});

/** Changes of mode in a run, in the mean. */
function switchesOf(spec: TrainerSpec): number {
  let switches = 0;
  for (const seed of seeds.slice(0, 5)) {
    const trainer = createTrainer({ ...spec, seed });
    let last = trainer.step(1).mode;
    for (let step = 1; step < spec.steps; step += 1) {
      const { mode } = trainer.step(1);
      if (mode !== last) switches += 1;
      last = mode;
    }
  }
  return switches / 5;
}

/** On drifting streams at a rate that is right, and at one that is far too high: what prediction and control are for. */
const DRIFTING = WORLDS[1]?.spec ?? FORESIGHT;
const REWIND: TrainerSpec["rewind"] = { interval: 50, spikeFactor: 4, confirmedBelow: 0.5 };
const CONTROLS: readonly { readonly name: string; readonly change: (spec: TrainerSpec) => TrainerSpec }[] = [
  { name: "none", change: (spec) => spec },
  { name: "guard", change: (spec) => ({ ...spec, rate: { ...spec.rate, guard: GUARD } }) },
  {
    name: "guard that looks at the risk",
    change: (spec) => ({
      ...spec,
      risk: { kind: "fitted" } as TrainerSpec["risk"],
      rate: { ...spec.rate, guard: { ...GUARD, risk: { brakeAbove: 0.5, calmShare: 0.5 } } },
    }),
  },
  { name: "guard and rewind", change: (spec) => ({ ...spec, rate: { ...spec.rate, guard: GUARD }, rewind: REWIND }) },
];

const controls = [0.006, 0.1, 1].map((rate) => ({
  rate,
  rows: CONTROLS.map(({ name, change }) => {
    said(`${name} at ${rate}`);
    return { name, errors: [runsOf(change({ ...DRIFTING, average: null, rate: fixed(rate) }))] as Errors };
  }),
}));

const text = [
  ...factorials.map(
    ({ name, errors, effects }) =>
      `### ${name}: which terms help\n\n${table(
        ["terms beside the reality gap", "typical error"],
        CHOICES.map((terms, bits) => [
          terms.join(" + ") || "none",
          errorText(typicalError([errors[bits] ?? []]).estimate),
        ]),
      )}\n\n${table(
        ["term", "difference of the error with it, 95 % interval", "less in"],
        effects.map(({ term, difference, less, pairs }) => [term, percentInterval(difference), `${less} of ${pairs}`]),
      )}`,
  ),
  `### Prediction and control on the original's task\n\n${table(
    ["variant", "typical error", "the sheet's", "changes of mode"],
    variants.map(({ name, sheet, errors, switches }) => [
      name,
      errorText(typicalError(errors).estimate),
      sheet,
      String(Math.round(switches)),
    ]),
  )}`,
  `### Prediction and control on drifting streams\n\n${table(
    ["control", ...controls.map(({ rate }) => `rate ${rate}`)],
    CONTROLS.map(({ name }, place) => [
      name,
      ...controls.map(({ rows }) => errorText(typicalError(rows[place]?.errors ?? [[1]]).estimate)),
    ]),
  )}`,
].join("\n\n");

if (!asked.json) process.stdout.write(`${text}\n`);
if (asked.write) {
  writeFileSync(
    PLOT,
    intervalPlot({
      title: "What each term of the loss does to the error",
      measure: "difference of the error with the term, 1 = twice as much",
      rows: factorials.flatMap(({ name, effects }) =>
        effects.map(({ term, difference }) => ({
          name: `${term}, ${name.includes("classic") ? "classic" : "foresight"}`,
          interval: difference,
        })),
      ),
      mark: 0,
    }),
  );
  writeMeasuredPart(DOCUMENT, text);
}
process.stdout.write(
  `${JSON.stringify({
    type: "summary",
    seeds: seeds.length,
    effects: factorials.flatMap(({ effects }) => effects),
    variants: variants.map(({ name, errors }) => ({ name, error: typicalError(errors) })),
    controls: controls.map(({ rate, rows }) => ({
      rate,
      rows: rows.map(({ name, errors }) => ({ name, error: typicalError(errors) })),
    })),
  })}\n`,
);

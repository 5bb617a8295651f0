/**
 * Whether the profile `foresight` beats zero, repeat-last and the best fixed rate on drifting streams and on real series. Seeds and streams are
 * others than those that the profile was chosen on.
 *
 * Run: node --conditions=@plimsoll/source packages/prophet/bench/streams.ts [--seeds 20] [--json] [--write]. `--write` puts the tables and the plot into
 * docs/reference/drifting-streams.md.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { intervalPlot } from "@plimsoll/simulation";
import { kernelArithmetic } from "@plimsoll/simulation/arithmetic";
import { csvColumn } from "../src/stream/csv-column.ts";
import { standardised } from "../src/stream/standardised.ts";
import { NO_SOURCES, partsOf, type TrainerSources } from "../src/trainer/parts.ts";
import { FORESIGHT } from "../src/trainer/profiles.ts";
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

const SEEDS = Number(asked.seeds);
const FIRST_SEED = 6000;
const FIXED_RATES = [0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.012, 0.02];
const NOISES = [0, 0.05, 0.2];
const DOCUMENT = fileURLToPath(new URL("../../../docs/reference/drifting-streams.md", import.meta.url));
const PLOT = fileURLToPath(new URL("../../../docs/reference/drifting-streams.svg", import.meta.url));

/** A spec for each stratum and seed. */
interface World {
  readonly name: string;
  readonly spec: (seed: number) => TrainerSpec;
  readonly sources: TrainerSources;
}

const drifting: readonly World[] = NOISES.flatMap((noise) =>
  (["abrupt", "gradual"] as const).map((transition) => ({
    name: `${transition}, noise ${noise}`,
    spec: (seed: number): TrainerSpec => ({
      ...FORESIGHT,
      seed,
      steps: 3000,
      stream: { kind: "drifting", regimeSteps: 500, noise, transition, gradualSteps: 60 },
    }),
    sources: NO_SOURCES,
  })),
);

/** Columns of files that the npm package vega-datasets ships, in the units of their spread over the first fifth. */
const REAL = [
  ["co2-concentration.csv", "CO2"],
  ["seattle-weather.csv", "temp_max"],
  ["seattle-weather.csv", "wind"],
  ["sp500-2000.csv", "close"],
] as const;

const real: readonly World[] = REAL.map(([file, column]) => {
  const text = readFileSync(
    fileURLToPath(new URL(`../../../node_modules/vega-datasets/data/${file}`, import.meta.url)),
    "utf8",
  );
  const { values } = csvColumn(text, column);
  const series = standardised(values, Math.ceil(values.length / 5)).values;
  return {
    name: `${file.replace(".csv", "")}: ${column}`,
    spec: (seed: number): TrainerSpec => ({ ...FORESIGHT, seed, steps: series.length, stream: { kind: "series" } }),
    sources: { series, arithmetic: kernelArithmetic },
  };
});

const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST_SEED + index);

interface Subject {
  readonly name: string;
  readonly change: (spec: TrainerSpec) => TrainerSpec;
}

const fixed = (rate: number, average: TrainerSpec["average"]): Subject => ({
  name: `fixed ${rate}${average === null ? "" : ", averaged"}`,
  change: (spec) => ({
    ...spec,
    average,
    risk: null,
    rewind: null,
    rate: { schedule: { kind: "fixed", rate }, guard: null },
  }),
});

const SUBJECTS: readonly Subject[] = [
  { name: "foresight", change: (spec) => spec },
  ...FIXED_RATES.map((rate) => fixed(rate, null)),
  { name: "foresight, not averaged", change: (spec) => ({ ...spec, average: null }) },
  fixed(0.006, FORESIGHT.average),
];

function errorsOf(worlds: readonly World[], { name, change }: Subject): Errors {
  return worlds.map(({ name: world, spec, sources }) => {
    process.stderr.write(`${name}: ${world}\n`);
    return seeds.map((seed) => meanError(change(spec(seed)), sources));
  });
}

/** Without a worker: the last value again, and nothing at all. */
function naive(worlds: readonly World[], guess: (last: number) => number): Errors {
  return worlds.map(({ spec, sources }) =>
    seeds.map((seed) => {
      const made = spec(seed);
      const { stream } = partsOf(made, sources);
      let sum = 0;
      for (let step = 0; step < made.steps; step += 1)
        sum += (stream.valueAt(step) - guess(step === 0 ? 0 : stream.valueAt(step - 1))) ** 2;
      return sum / made.steps;
    }),
  );
}

interface Study {
  readonly title: string;
  readonly worlds: readonly World[];
  readonly subjects: readonly { readonly name: string; readonly errors: Errors }[];
}

const studyOf = (title: string, worlds: readonly World[]): Study => ({
  title,
  worlds,
  subjects: [
    ...SUBJECTS.map((subject) => ({ name: subject.name, errors: errorsOf(worlds, subject) })),
    { name: "repeat-last", errors: naive(worlds, (last) => last) },
    { name: "zero", errors: naive(worlds, () => 0) },
  ],
});

/** The fixed rate without averaging that is best over all worlds, chosen with hindsight. */
const bestFixed = ({ subjects }: Study): Study["subjects"][number] =>
  subjects
    .filter(({ name }) => /^fixed [\d.]+$/.test(name))
    .toSorted((a, b) => typicalError(a.errors).estimate - typicalError(b.errors).estimate)[0]!;

const foresightOf = ({ subjects }: Study): Study["subjects"][number] => subjects[0]!;

function verdicts(
  study: Study,
): readonly { name: string; difference: ReturnType<typeof relativeDifference>; less: number; pairs: number }[] {
  const ours = foresightOf(study).errors;
  const rivals = study.subjects.filter(({ name }) => name !== "foresight");
  return rivals.map(({ name, errors }) => ({
    name,
    difference: relativeDifference(ours, errors),
    ...sharesOfPairs(ours, errors),
  }));
}

function tablesOf(study: Study): string {
  const best = bestFixed(study).name;
  const means = table(
    ["subject", "typical error", ...study.worlds.map(({ name }) => name)],
    study.subjects.map(({ name, errors }) => [
      name === best ? `**${name}** (best fixed)` : name === "foresight" ? "**foresight**" : name,
      errorText(typicalError(errors).estimate),
      ...errors.map((runs) => errorText(typicalError([runs]).estimate)),
    ]),
  );
  const pairs = table(
    ["foresight's error against", "difference, 95 % interval", "less in"],
    verdicts(study).map(({ name, difference, less, pairs: of }) => [
      name === best ? `**${name}** (best fixed)` : name,
      percentInterval(difference),
      `${less} of ${of}`,
    ]),
  );
  return `### ${study.title}\n\n${means}\n\n${pairs}`;
}

const studies = [studyOf("Drifting streams", drifting), studyOf("Real series", real)];
const text = studies.map(tablesOf).join("\n\n");
if (!asked.json) process.stdout.write(`${text}\n`);
if (asked.write) {
  writeFileSync(
    PLOT,
    intervalPlot({
      title: "Error of foresight against its rivals on drifting streams",
      measure: "difference of the error, 1 = twice as much",
      rows: verdicts(studies[0]!).map(({ name, difference }) => ({ name, interval: difference })),
      mark: 0,
    }),
  );
  writeMeasuredPart(DOCUMENT, text);
}
process.stdout.write(
  `${JSON.stringify({
    type: "summary",
    seeds: SEEDS,
    studies: studies.map((study) => ({
      title: study.title,
      bestFixed: bestFixed(study).name,
      against: verdicts(study),
    })),
  })}\n`,
);

// How often a model at 0.989 is certified at 0.99, whatever is tried (E-141 to E-144).
// Run: node --conditions=@plimsoll/source scripts/study/false-certification.ts [--runs 100000] [--lives 2000] [--seed TEXT] [--write]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import {
  type Adversary,
  CAPRICIOUS,
  HIDING,
  impatient,
  MOVING,
  PATIENT,
  PICKY,
} from "../../packages/evidence/src/certification/adversary.ts";
import { agreementOf } from "../../packages/evidence/src/certification/agreement.ts";
import { kernelRule } from "../../packages/evidence/src/certification/cell-judge.ts";
import {
  type CertificationReport,
  isKept,
  type NamedAgreement,
  reportTables,
} from "../../packages/evidence/src/certification/certification-report.ts";
import { certificationRows, TRIALS } from "../../packages/evidence/src/certification/certification-rows.ts";
import { attemptsAtOnce, decidingKernel } from "../../packages/evidence/src/certification/kernel-judge.ts";
import { measured } from "../../packages/evidence/src/certification/measured-rate.ts";
import {
  FIRST_ALPHA,
  honestChances,
  PLAIN_ALPHA,
  sampleCosts,
} from "../../packages/evidence/src/certification/sample-costs.ts";

const PAGE = new URL("../../docs/reference/false-certification.md", import.meta.url);
const WINDOWS = 10;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100000" },
    lives: { type: "string", default: "2000" },
    seed: { type: "string", default: "published" },
    write: { type: "boolean", default: false },
  },
});
const [runs, lives] = [Number(values.runs), Number(values.lives)];
const { seed } = values;

const rates = certificationRows().map((row) => {
  const rate = measured(row, runs, seed);
  console.log(JSON.stringify({ type: "row", ...rate }));
  return rate;
});
const agreements = [
  ...[PATIENT, impatient(TRIALS), PICKY, HIDING, CAPRICIOUS, MOVING].map((adversary) => agreement(adversary, 11)),
  agreement(CAPRICIOUS, 5),
];
const report: CertificationReport = {
  seed,
  runs,
  rates,
  agreements,
  costs: [
    { alpha: "0.05", costs: sampleCosts(PLAIN_ALPHA, 5) },
    { alpha: "the first attempt's error rate, 0.030396355", costs: sampleCosts(FIRST_ALPHA, 5) },
  ],
  honest: honestChances(TRIALS, [990_000, 995_000, 998_000, 999_000]),
};
if (values.write) writeFileSync(PAGE, pageOf(report));
console.log(JSON.stringify({ type: "summary", ok: isKept(report), rows: rates.length, runs, seed }));
process.exitCode = isKept(report) ? 0 : 1;

function agreement(adversary: Adversary, failuresPerThousand: number): NamedAgreement {
  const plan = { adversary, trials: TRIALS, failuresPerThousand, windowsMax: WINDOWS, lives, seed };
  const said = agreementOf(plan, decidingKernel(TRIALS), kernelRule(TRIALS));
  const named = { what: `${adversary.name}, control ${(1000 - failuresPerThousand) / 1000}`, ...said };
  console.log(JSON.stringify({ type: "agreement", ...named }));
  return named;
}

function pageOf(told: CertificationReport): string {
  return `# How often a model is certified that must not be

Made by \`node --conditions=@plimsoll/source scripts/study/false-certification.ts --write\`: ${told.runs.toLocaleString("en")} simulated runs for each row,
seed \`${told.seed}\`; the same seed gives the same page. The model's true control is 0.989 and the claim is 0.99, so every certificate is
false. Windows have ${TRIALS} trials, as shipped. Rules E-140 to E-144 of [spec/evidence.md](../../spec/evidence.md) say what is done; the limit of
failures and the error rates are the kernel's own functions.

The intervals are exact (Clopper, Pearson 1934) and hold together with 99 %, each with 99.98 %. *Promised at most*: α_j for a window at its j-th attempt, the sum
of all α_j for a life within one cover, α for the betting process. *The edge* is control 0.99 itself, where the claim is false by a hair and the promise is used up.

What the promise is about:

- It is about one cell of one model within one cover of its evidence. A band needs all eight cells and two sets in a row.
- Training on beyond a cover makes other weights, and the error rate begins anew; so it does for another lineage, and for a deployment
  of something else. Over ten of these the chance is that of ten models. Each costs CU, and window sets are capped per quarter.
- ${atOnceText(attemptsAtOnce(TRIALS, 3))}
- A certificate speaks of the pool of templates that its probes were drawn from. Where the pool is itself a sample of a wider world and
  failures are shared by template, twelve templates satisfy E-138 and can still miss what one template in 91 would show: see *12 clusters
  counted by trial*. Only to count by template speaks of more than the pool.

${reportTables(told)}`;
}

/** Asked of the kernel, so that the page says what it does. */
function atOnceText(attempts: readonly number[]): string {
  const told = attempts.join(", ");
  if (new Set(attempts).size === attempts.length)
    return `Windows that are open at once in one cover are attempts ${told}: each counts from its registration on.`;
  return (
    `Runs of one lineage can have a window open each, and the kernel gives these the attempts ${told}, as none has failed yet:\n  ` +
    "who pays for several runs and may choose the order of closing is not held by the sum of α_j, but by α_1 for each window (*20\n  windows open at once*)."
  );
}

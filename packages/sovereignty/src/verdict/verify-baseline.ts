import type { Apparatus } from "../run/apparatus.ts";
import { EPISODES_PER_RUN } from "../run/bounds.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { SeedRun } from "../run/seed-run.ts";
import type { TraceSink } from "../trace/trace.ts";
import { comparedWithAsb, isAsbLike } from "./asb-comparison.ts";
import { nullOverSeeds } from "./asb-null.ts";
import { judgeCollapse } from "./judge-collapse.ts";
import type { Progress } from "./progress.ts";
import { seedCheck } from "./seed-check.ts";
import type { BaselineDemand, BaselineReport } from "./stage-reports.ts";

/** Where the trace of a seed goes; null where nobody keeps it. */
export type SeedTrace = (seed: number) => TraceSink | null;

/** Stage 3 (seed §15): the candidate, untouched, on every seed. `progress` counts seeds. */
export function verifyBaseline(
  apparatus: Apparatus,
  seeds: readonly number[],
  traceOf: SeedTrace,
  progress: Progress,
): BaselineReport {
  const runs = seeds.map((seed, index) => {
    const run = runSeed({ ...candidateSetup(apparatus, seed), trace: traceOf(seed) });
    progress(index + 1, seeds.length);
    return run;
  });
  const checks = DEMANDS.map(([id, name, isMet]) => seedCheck(id, name, runs, (run) => isMet(run, apparatus)));
  return {
    verdict: checks.every(({ passed }) => passed) ? "VERIFIED" : "REJECTED",
    checks,
    seeds: runs,
    asbNull: nullOverSeeds(apparatus.physics, seeds, EPISODES_PER_RUN),
  };
}

type Demand = readonly [id: BaselineDemand, name: string, isMet: (run: SeedRun, apparatus: Apparatus) => boolean];

const repair = ({ repairs }: SeedRun, name: "A" | "B") => repairs.find((each) => each.name === name);

const DEMANDS: readonly Demand[] = [
  ["REPAIRS_A", "meets Contradiction A and repairs it", (run) => repair(run, "A") !== undefined],
  [
    "KEEPS_EPOCH_1",
    "keeps epoch_1 at every later episode start",
    ({ metrics }) => metrics.continuityFailures === 0 && metrics.continuityChecks > 0,
  ],
  [
    "ENTERS_REGIME_2",
    "enters regime 2 after at least one whole episode under the post-A law",
    ({ metrics, episodes }) => (metrics.fullPostAEpisodes ?? 0) >= 1 && episodes.some(({ regime }) => regime === 2),
  ],
  ["REPAIRS_B", "meets Contradiction B and repairs it", (run) => repair(run, "B") !== undefined],
  [
    "BUILDS_ON_EPOCH_1",
    "Repair B builds on epoch_1",
    (run) => repair(run, "B")?.priorEpoch === run.epochs[1] && run.epochs.length > 1,
  ],
  ["PASSES_REPLAY", "the non-subsumption replay passes", ({ metrics }) => metrics.nonSubsumptionReplayPassed === true],
  [
    "PRODUCES_EPOCH_2",
    "produces epoch_2",
    (run) => run.epochs.length === 3 && repair(run, "B")?.epoch === run.epochs[2],
  ],
  ["REPAIRS_EXACTLY_TWICE", "exactly two repairs are accepted", ({ metrics }) => metrics.repairsAcceptedTotal === 2],
  [
    "CLEARS_CONTRADICTIONS",
    "clears all contradictions",
    ({ contradictions }) =>
      contradictions.length === 2 && contradictions.every(({ answers }) => answers.at(-1) === "ACCEPTED"),
  ],
  [
    "REACHES_ITS_END",
    "reaches its last episode without a halt",
    ({ halt, episodes }) => halt === null && episodes.length === EPISODES_PER_RUN,
  ],
  [
    "DIVERGES_FROM_ASB_NULL",
    "diverges from ASB Null",
    ({ seed, episodes }, { physics }) => !isAsbLike(comparedWithAsb(physics, seed, episodes).ofEpisodes),
  ],
  [
    "BREAKS_NO_GUARDRAIL",
    "breaks no guardrail",
    (run, { physics }) => judgeCollapse(physics, run, EPISODES_PER_RUN).failedGuardrails.length === 0,
  ],
];

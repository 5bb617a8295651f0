import type { Apparatus } from "../run/apparatus.ts";
import { EPISODES_PER_RUN } from "../run/bounds.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import type { SeedRun } from "../run/seed-run.ts";
import type { TraceSink } from "../trace/trace.ts";
import { nullConduct } from "./asb-null.ts";
import { judgeCollapse } from "./judge-collapse.ts";
import type { Progress } from "./progress.ts";
import type { BaselineReport, Check } from "./stage-reports.ts";

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
  const checks = DEMANDS.map(([name, isMet]) => {
    const count = runs.filter((run) => isMet(run, apparatus)).length;
    return { name, passed: count === runs.length, found: `${count} of ${runs.length} seeds` } satisfies Check;
  });
  const nulls = seeds.map((seed) => nullConduct(apparatus.physics, seed, 0, EPISODES_PER_RUN));
  return {
    verdict: checks.every(({ passed }) => passed) && runs.length > 0 ? "VERIFIED" : "REJECTED",
    checks,
    seeds: runs,
    asbNull: {
      episodes: nulls.reduce((sum, { episodes }) => sum + episodes, 0),
      successes: nulls.reduce((sum, { successes }) => sum + successes, 0),
      zonesServed: nulls.reduce((sum, { zonesServed }) => sum + zonesServed, 0),
    },
  };
}

type Demand = readonly [name: string, isMet: (run: SeedRun, apparatus: Apparatus) => boolean];

const repair = ({ repairs }: SeedRun, name: "A" | "B") => repairs.find((each) => each.name === name);

const DEMANDS: readonly Demand[] = [
  ["meets Contradiction A and repairs it", (run) => repair(run, "A") !== undefined],
  [
    "keeps epoch_1 at every later episode start",
    ({ metrics }) => metrics.continuityFailures === 0 && metrics.continuityChecks > 0,
  ],
  [
    "enters regime 2 after at least one whole episode under the post-A law",
    ({ metrics, episodes }) => (metrics.fullPostAEpisodes ?? 0) >= 1 && episodes.some(({ regime }) => regime === 2),
  ],
  ["meets Contradiction B and repairs it", (run) => repair(run, "B") !== undefined],
  ["Repair B builds on epoch_1", (run) => repair(run, "B")?.priorEpoch === run.epochs[1] && run.epochs.length > 1],
  ["the non-subsumption replay passes", ({ metrics }) => metrics.nonSubsumptionReplayPassed === true],
  ["produces epoch_2", (run) => run.epochs.length === 3 && repair(run, "B")?.epoch === run.epochs[2]],
  ["exactly two repairs are accepted", ({ metrics }) => metrics.repairsAcceptedTotal === 2],
  [
    "clears all contradictions",
    ({ contradictions }) =>
      contradictions.length === 2 && contradictions.every(({ answers }) => answers.at(-1) === "ACCEPTED"),
  ],
  [
    "reaches its last episode without a halt",
    ({ halt, episodes }) => halt === null && episodes.length === EPISODES_PER_RUN,
  ],
  [
    "diverges from ASB Null and breaks no guardrail",
    (run, { physics }) => {
      const judged = judgeCollapse(physics, run, EPISODES_PER_RUN);
      return judged.episodesPValuePpm < DISTINCT_PPM && judged.failedGuardrails.length === 0;
    },
  ],
];

/** The level at which a behaviour is distinct (see `COLLAPSE`): 5 %. */
const DISTINCT_PPM = 50_000;

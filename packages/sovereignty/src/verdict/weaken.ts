import type { Apparatus } from "../run/apparatus.ts";
import { EPISODES_PER_RUN } from "../run/bounds.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import { judgeCollapse } from "./judge-collapse.ts";
import type { Progress } from "./progress.ts";
import { seedShare } from "./seed-share.ts";
import type { LadderReport, Rung } from "./stage-reports.ts";
import { type Ladder, ladders } from "../excision/ladders.ts";
import type { CountTokens } from "../excision/truncation.ts";

/** Stage 5 (seed §17): every ladder, every rung, every seed; the threshold is the first rung that collapses. `progress` counts rungs. */
export function weaken(
  apparatus: Apparatus,
  seeds: readonly number[],
  countTokens: CountTokens,
  progress: Progress,
): readonly LadderReport[] {
  const all = ladders(countTokens);
  const total = all.reduce((sum, { rungs }) => sum + rungs.length, 0);
  let done = 0;
  return all.map((ladder) => {
    const rungs = ladder.rungs.map((value) => {
      const rung = rungOf(apparatus, ladder, value, seeds);
      progress((done += 1), total);
      return rung;
    });
    return reportOf(ladder, rungs);
  });
}

function rungOf(apparatus: Apparatus, ladder: Ladder, value: number, seeds: readonly number[]): Rung {
  const runs = seeds.map((seed) =>
    runSeed({ ...candidateSetup(apparatus, seed), channels: ladder.channels(value, seed) }),
  );
  const judged = runs.map((run) => judgeCollapse(apparatus.physics, run, EPISODES_PER_RUN));
  return {
    value,
    collapsed: seedShare(seeds.length, judged.filter(({ collapsed }) => collapsed).length),
    halted: judged.filter(({ halt }) => halt !== null).length,
    successes: judged.reduce((sum, { successes }) => sum + successes, 0),
    episodes: seeds.length * EPISODES_PER_RUN,
    firstHalt: judged.find(({ halt }) => halt !== null)?.halt ?? null,
  };
}

const MILLION = 1_000_000;

function reportOf({ name, parameter, unit, rungs: values }: Ladder, rungs: readonly Rung[]): LadderReport {
  const baseline = values[0]!;
  const threshold = rungs.find(({ collapsed: { seeds, count } }) => seeds > 0 && count === seeds)?.value ?? null;
  return {
    name,
    parameter,
    unit,
    baseline,
    rungs,
    threshold,
    firstFailure: rungs.find(({ halted }) => halted > 0)?.value ?? null,
    thresholdPpm: threshold === null ? null : Math.floor((threshold * MILLION) / baseline),
  };
}

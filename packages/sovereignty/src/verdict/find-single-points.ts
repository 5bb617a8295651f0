import { type SinglePoint, SINGLE_POINTS } from "../excision/single-points.ts";
import type { Apparatus } from "../run/apparatus.ts";
import { EPISODES_PER_RUN } from "../run/bounds.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import { judgeCollapse } from "./judge-collapse.ts";
import type { Progress } from "./progress.ts";
import { seedShare } from "./seed-share.ts";
import type { SpofReport } from "./stage-reports.ts";

/** Stage 6 (seed §14): every single fault on every seed. Whoever survives one has a second way. `progress` counts faults. */
export function findSinglePoints(
  apparatus: Apparatus,
  seeds: readonly number[],
  progress: Progress,
): readonly SpofReport[] {
  return SINGLE_POINTS.map((point, index) => {
    const report = reportOf(apparatus, point, seeds);
    progress(index + 1, SINGLE_POINTS.length);
    return report;
  });
}

function reportOf(
  apparatus: Apparatus,
  { name, necessity, path, fault, channels }: SinglePoint,
  seeds: readonly number[],
): SpofReport {
  const judged = seeds
    .map((seed) => runSeed({ ...candidateSetup(apparatus, seed), channels: channels(seed) }))
    .map((run) => judgeCollapse(apparatus.physics, run, EPISODES_PER_RUN));
  const collapsed = seedShare(seeds.length, judged.filter((each) => each.collapsed).length);
  return {
    name,
    necessity,
    path,
    fault,
    collapsed,
    firstHalt: judged.find(({ halt }) => halt !== null)?.halt ?? null,
    verdict:
      seeds.length > 0 && collapsed.count === seeds.length ? "NO_COMPENSATION" : "DISQUALIFIED / REDUNDANCY_DETECTED",
  };
}

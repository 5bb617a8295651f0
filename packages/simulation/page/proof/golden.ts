import published from "../../../../spec/vectors/simulation/trajectories.json" with { type: "json" };
import { ClusterBatch } from "../../src/cluster/batch/cluster-batch.ts";
import type { RangeRunner } from "../../src/cluster/batch/range-runner.ts";
import {
  playTrajectory,
  type TrajectoryRun,
  trajectoryRuns,
  trajectorySpec,
} from "../../src/cluster/batch/trajectory-run.ts";

/** A published run and the hash that every host must come to. */
export type GoldenRun = TrajectoryRun & { readonly hash: string };

export const GOLDEN_RUNS: readonly GoldenRun[] = published.runs as readonly GoldenRun[];
export const WHOLE: {
  readonly runs: number;
  readonly stepsEach: number;
  readonly steps: number;
  readonly hash: string;
} = published.whole;

export const wholeRuns = (): readonly TrajectoryRun[] => trajectoryRuns(WHOLE.stepsEach);

export const hexOf = (hash: number): string => hash.toString(16).padStart(8, "0");

/** The hash of a run on the WebAssembly kernel of this host. */
export const hashOfRun = (run: TrajectoryRun, runner?: RangeRunner): number =>
  playTrajectory(new ClusterBatch(trajectorySpec(run), run.environments, run.autoreset, runner), run);

const FOLD_PRIME = 0x0100_0193;

/** Folds the hash of a run into that of the runs before it. */
export const folded = (before: number, hash: number): number => (Math.imul(before, FOLD_PRIME) + hash) >>> 0;

import {
  ablate,
  type AblationReport,
  type Apparatus,
  type BaselineReport,
  calibrate,
  type CalibrationReport,
  findSinglePoints,
  FROZEN_SEEDS,
  type LadderReport,
  type SpofReport,
  type TraceEntry,
  verifyBaseline,
  weaken,
} from "@plimsoll/sovereignty";
import { firstSeeds } from "./seed-list.ts";
import { tokenCounter } from "./token-count.ts";

/** What each stage behind the freeze answers. */
export interface StageReports {
  readonly calibrate: CalibrationReport;
  readonly run: BaselineReport;
  readonly ablate: readonly AblationReport[];
  readonly weaken: readonly LadderReport[];
  readonly spof: readonly SpofReport[];
}

export type WorkedStage = keyof StageReports;

export interface WorkToDo {
  readonly apparatus: Apparatus;
  readonly seeds: readonly number[];
  /** Where the trace of a seed goes; null where nobody keeps it. Only the baseline is traced. */
  readonly traceOf: (seed: number) => ((entry: TraceEntry) => void) | null;
  readonly progress: (done: number, total: number) => void;
}

export type StageWork = {
  readonly [S in WorkedStage]: (work: WorkToDo) => StageReports[S] | Promise<StageReports[S]>;
};

export const STAGE_WORK: StageWork = {
  calibrate: ({ apparatus, progress }) => calibrate(apparatus, progress),
  run: ({ apparatus, seeds, traceOf, progress }) => verifyBaseline(apparatus, seeds, traceOf, progress),
  ablate: ({ apparatus, seeds, progress }) => ablate(apparatus, seeds, progress),
  weaken: async ({ apparatus, seeds, progress }) => weaken(apparatus, seeds, await tokenCounter(), progress),
  spof: ({ apparatus, seeds, progress }) => findSinglePoints(apparatus, seeds, progress),
};

/** What a stage is performed on when nobody says otherwise: calibration has seeds of its own. */
export const usualSeeds = (stage: WorkedStage): readonly number[] => (stage === "calibrate" ? [] : FROZEN_SEEDS);

/** Whether a stage may be recorded on these seeds: the usual ones, and behind `run` also 0, 1, 2 … after them. Nobody picks a recorded seed by hand. */
export function mayBeRecorded(stage: WorkedStage, seeds: readonly number[]): boolean {
  const mayHaveMore = stage !== "calibrate" && stage !== "run" && seeds.length > FROZEN_SEEDS.length;
  const allowed = mayHaveMore ? firstSeeds(seeds.length) : usualSeeds(stage);
  return allowed.join() === seeds.join();
}

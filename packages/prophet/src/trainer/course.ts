import { NO_LENGTHS, type ZClipState } from "../engine/z-clip.ts";
import type { RateRule, RateState } from "../rate/rate-rule.ts";
import { NO_LOSSES, type SpikeWatch } from "../risk/spike.ts";
import { FIRST_LOOK, type Lookout } from "./rewind/lookout.ts";

/** What happened so far, in steps. */
export interface Counts {
  /** Losses that stood out, whatever came of it. */
  readonly spikes: number;
  /** Steps in which the weights were put back. */
  readonly rewinds: number;
  /** Batches that no weights could bear. */
  readonly skips: number;
  /** Drifts of the stream that a detector found. */
  readonly drifts: number;
}

/** What changes from step to step beside the tensors. Plain data: a checkpoint carries it as JSON. */
export interface Course {
  readonly stepsDone: number;
  /** The last ones, the newest last. */
  readonly errors: readonly number[];
  readonly watch: SpikeWatch;
  readonly lookout: Lookout;
  /** Of the gradients, where the clipping looks at them. */
  readonly lengths: ZClipState;
  readonly counts: Counts;
  readonly rate: RateState;
  /**
   * What the last step was learnt at, the governor's scale in it; before the first one, and after a rewind, what the rule goes on from. It is what the
   * risk is told of: a step that was held back is not to be read as one at full rate.
   */
  readonly lastRate: number;
}

export const firstCourse = (rule: RateRule): Course => ({
  stepsDone: 0,
  errors: [],
  watch: NO_LOSSES,
  lookout: FIRST_LOOK,
  lengths: NO_LENGTHS,
  counts: { spikes: 0, rewinds: 0, skips: 0, drifts: 0 },
  rate: rule.first,
  lastRate: rule.first.rate,
});

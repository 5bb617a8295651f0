import type { Batch } from "./batch.ts";
import type { Parts } from "./parts.ts";
import type { GoodStates } from "./rewind/good-states.ts";
import type { TrainerSpec } from "./trainer-spec.ts";

/** What a training runs on. */
export interface Run {
  readonly spec: TrainerSpec;
  readonly parts: Parts;
  readonly good: GoodStates;
  readonly batch: Batch;
}

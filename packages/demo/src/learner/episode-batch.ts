import { OBSERVATION_SIZE, STEP_LIMIT } from "@plimsoll/evidence";

/** The steps of a batch of episodes, flat and in order. Allocated once; `clear` before each batch. */
export class EpisodeBatch {
  /** `count` rows of `OBSERVATION_SIZE`. */
  readonly observations: Float64Array;
  readonly actions: Uint8Array;
  readonly rewards: Float64Array;
  /** 1 at the last step of an episode. */
  readonly ends: Uint8Array;
  /** 1 where the operator's lamp was lit. */
  readonly lit: Uint8Array;
  readonly advantages: Float64Array;
  /** What the critic should have said: the discounted return, estimated. */
  readonly returns: Float64Array;
  count = 0;

  constructor(episodes: number) {
    const capacity = episodes * STEP_LIMIT;
    this.observations = new Float64Array(capacity * OBSERVATION_SIZE);
    this.actions = new Uint8Array(capacity);
    this.rewards = new Float64Array(capacity);
    this.ends = new Uint8Array(capacity);
    this.lit = new Uint8Array(capacity);
    this.advantages = new Float64Array(capacity);
    this.returns = new Float64Array(capacity);
  }

  clear(): void {
    this.count = 0;
  }
}

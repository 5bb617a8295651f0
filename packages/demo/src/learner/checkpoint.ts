/** What the learner hands over at a step; only `policy` is governed. */
export interface LearnerCheckpoint {
  /** Fine-tuning updates done; 0 is the taught policy. */
  readonly step: number;
  /** Floating-point operations of training so far, teaching included. */
  readonly trainedFlop: number;
  /** Mean reward per episode in millionths, on the same episodes at every checkpoint of a seed. */
  readonly meanRewardMicro: number;
  /** The weights file: the artifact that is governed. */
  readonly policy: Uint8Array;
  /** What `resume` needs beside the policy to go on, bit for bit, as if never stopped. */
  readonly trainerState: Uint8Array;
}

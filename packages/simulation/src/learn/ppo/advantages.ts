/** What a roll-out left, step by step and in each step by environment. */
export interface RolloutValues {
  readonly environments: number;
  readonly steps: number;
  /** steps × environments, as learnt from. */
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
  /** (steps + 1) × environments: the value of each observation acted on, and of the one after the last step. */
  readonly values: Float32Array;
  /** steps × environments: where an episode was truncated, the value of its final observation. */
  readonly finalValues: Float32Array;
}

/**
 * Generalised advantage estimation (Schulman et al. 2016) and the returns that the values should have been.
 *
 * Only `terminated` stops bootstrapping. A truncated episode goes on in principle, so its last step is followed by the value of
 * its own final observation; the row of values after it belongs to the next episode. Neither passes an advantage back across
 * the border of two episodes. Where both flags are set the episode has terminated.
 */
export function estimateAdvantages(
  rollout: RolloutValues,
  discount: number,
  lambda: number,
  advantages: Float32Array,
  returns: Float32Array,
): void {
  const { environments, steps, rewards, terminated, truncated, values, finalValues } = rollout;
  for (let i = 0; i < environments; i += 1) {
    let later = 0;
    for (let at = (steps - 1) * environments + i; at >= 0; at -= environments) {
      const isTerminated = terminated[at] === 1;
      const isTruncated = truncated[at] === 1;
      const onward = (isTruncated ? finalValues[at] : values[at + environments]) as number;
      const value = values[at] as number;
      const surprise = (rewards[at] as number) + (isTerminated ? 0 : discount * onward) - value;
      later = surprise + (isTerminated || isTruncated ? 0 : discount * lambda * later);
      advantages[at] = later;
      returns[at] = later + value;
    }
  }
}

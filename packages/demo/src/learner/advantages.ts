import type { EpisodeBatch } from "./episode-batch.ts";
import { TUNING } from "./settings.ts";

/**
 * Fills advantages and returns by generalised advantage estimation (Schulman et al. 2016, arXiv:1506.02438), from the critic's
 * `values` of the batch's observations.
 *
 * The step limit counts as an end with nothing after it, not as a truncation to bootstrap from: the time is an input, so the
 * limit is part of the task (Pardo et al. 2018, arXiv:1712.00378).
 */
export function estimateAdvantages(batch: EpisodeBatch, values: Float64Array): void {
  const { discount, traceDecay } = TUNING;
  let advantage = 0;
  let nextValue = 0;
  for (let index = batch.count - 1; index >= 0; index -= 1) {
    if (batch.ends[index] === 1) {
      advantage = 0;
      nextValue = 0;
    }
    const surprise = batch.rewards[index]! + discount * nextValue - values[index]!;
    advantage = surprise + discount * traceDecay * advantage;
    nextValue = values[index]!;
    batch.advantages[index] = advantage;
    batch.returns[index] = advantage + nextValue;
  }
}

/** Shifts and scales the advantages to mean 0 and deviation 1. */
export function normaliseAdvantages({ advantages, count }: EpisodeBatch): void {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < count; index += 1) {
    sum += advantages[index]!;
    squares += advantages[index]! * advantages[index]!;
  }
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(squares / count - mean * mean, 0)) + 1e-8;
  for (let index = 0; index < count; index += 1) advantages[index] = (advantages[index]! - mean) / deviation;
}

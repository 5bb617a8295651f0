import type { Arena } from "../arithmetic/arena.ts";
import type { BatchEnvironment } from "../batch-environment.ts";
import type { Architecture } from "../network/architecture.ts";

/** A roll-out in the arithmetic's memory: addresses in bytes; steps × environments of each unless said. */
export interface RolloutPlaces {
  readonly environments: number;
  readonly steps: number;
  /** Rows of padded observations. */
  readonly observations: number;
  /** Bytes. */
  readonly actions: number;
  /** Bytes. */
  readonly masks: number;
  readonly logProbabilities: number;
  /** (steps + 1) × environments. */
  readonly values: number;
  readonly finalValues: number;
  readonly advantages: number;
  readonly returns: number;
  /** The steps in the order of an epoch, unsigned 32-bit. */
  readonly order: number;
  /** environments × outputs, of the step at hand. */
  readonly outputs: number;
  /** environments × padded observation, of truncated episodes or after the last step. */
  readonly extraObservations: number;
}

export function placeRollout(
  arena: Arena,
  { inputWidth, outputWidth }: Architecture,
  environments: number,
  steps: number,
): RolloutPlaces {
  const count = environments * steps;
  return {
    environments,
    steps,
    observations: arena.numbers(count * inputWidth),
    actions: arena.bytes(count),
    masks: arena.bytes(count),
    logProbabilities: arena.numbers(count),
    values: arena.numbers(count + environments),
    finalValues: arena.numbers(count),
    advantages: arena.numbers(count),
    returns: arena.numbers(count),
    order: arena.numbers(count),
    outputs: arena.numbers(environments * outputWidth),
    extraObservations: arena.numbers(environments * inputWidth),
  };
}

/** Views of a roll-out for what is done outside the kernel, and what the kernel never sees. */
export interface RolloutViews {
  readonly actions: readonly Uint8Array[];
  readonly masks: Uint8Array;
  readonly values: Float32Array;
  readonly finalValues: Float32Array;
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
  readonly order: Uint32Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
}

export function rolloutViews(buffer: ArrayBufferLike, places: RolloutPlaces): RolloutViews {
  const { environments, steps } = places;
  const count = environments * steps;
  return {
    actions: Array.from(
      { length: steps },
      (_, t) => new Uint8Array(buffer, places.actions + t * environments, environments),
    ),
    masks: new Uint8Array(buffer, places.masks, count),
    values: new Float32Array(buffer, places.values, count + environments),
    finalValues: new Float32Array(buffer, places.finalValues, count),
    advantages: new Float32Array(buffer, places.advantages, count),
    returns: new Float32Array(buffer, places.returns, count),
    order: new Uint32Array(buffer, places.order, count),
    rewards: new Float64Array(count),
    terminated: new Uint8Array(count),
    truncated: new Uint8Array(count),
  };
}

/** Writes rows of observations, padded to `width` numbers, at `to` (an index of numbers); what pads them stays 0. */
export function writeObservations(
  numbers: Float32Array,
  to: number,
  width: number,
  {
    observations,
    observationSize,
    environments,
  }: Pick<BatchEnvironment, "observations" | "observationSize" | "environments">,
): void {
  if (width === observationSize) {
    numbers.set(observations, to);
    return;
  }
  for (let i = 0; i < environments; i += 1)
    for (let k = 0; k < observationSize; k += 1)
      numbers[to + i * width + k] = observations[i * observationSize + k] as number;
}

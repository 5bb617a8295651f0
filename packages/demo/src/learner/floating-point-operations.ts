import { type NetworkShape, parameterCount } from "@plimsoll/evidence";

/**
 * Training compute by the usual count (Kaplan et al. 2020, arXiv:2001.08361, §2.1): 2 operations per parameter and sample in a
 * forward pass, 4 in a backward pass. A function of sizes and steps, so that every machine counts the same.
 */
export const learningFlop = (shape: NetworkShape, samples: number): number => 6 * parameterCount(shape) * samples;

export const actingFlop = (shape: NetworkShape, samples: number): number => 2 * parameterCount(shape) * samples;

/** What a trajectory is made of, step by step. */
export interface StepArrays {
  readonly observations: Float32Array;
  readonly rewards: Float64Array;
  readonly terminated: Uint8Array;
  readonly truncated: Uint8Array;
}

const STEP_PRIME = 0x0100_0193;

/**
 * One number of 32 bits for everything that a batch showed so far: the words of every step, weighted by their places, are
 * added to the number of the steps before times a prime. Any host computes it alike, in vectors where it has them.
 */
export function trajectoryHash(before: number, { observations, rewards, terminated, truncated }: StepArrays): number {
  const parts = [words(observations), words(rewards), terminated, truncated];
  return parts.reduce((hash, part) => (Math.imul(hash, STEP_PRIME) + weighted(part)) | 0, before) >>> 0;
}

const words = ({ buffer, byteOffset, byteLength }: Float32Array | Float64Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength / 4);

function weighted(values: Uint32Array | Uint8Array): number {
  let sum = 0;
  for (let place = 0; place < values.length; place += 1) sum = (sum + Math.imul(values[place] ?? 0, 2 * place + 1)) | 0;
  return sum;
}

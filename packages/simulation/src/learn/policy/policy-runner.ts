import type { Key } from "../../random/counter.ts";
import { createArena } from "../arithmetic/arena.ts";
import { SCRATCH_BYTES } from "../arithmetic/arithmetic.ts";
import { type ArithmeticMaker, kernelArithmetic } from "../arithmetic/kernel-arithmetic.ts";
import { paddedTo } from "../network/architecture.ts";
import { networkPass, placeNetwork } from "../network/network-pass.ts";
import type { OpenPolicy } from "./policy.ts";

/** A policy at work on many environments at once; its arrays are overwritten by each call. */
export interface PolicyRunner {
  readonly environments: number;
  /** environments × actionCount, of the last call. */
  readonly logits: Float32Array;
  /** One an environment, of the last call. */
  readonly values: Float32Array;
  /** Logits and values of environments × observationSize numbers. */
  evaluate(observations: Float32Array): void;
  /** The likeliest allowed action of each environment, the first of equals. */
  actGreedily(observations: Float32Array, actionMasks: Uint8Array, actions: Uint8Array): void;
  /** An allowed action by the policy's probabilities; that of environment i is drawn at place i under the key. */
  actByChance(observations: Float32Array, actionMasks: Uint8Array, actions: Uint8Array, key: Key): void;
}

/**
 * Runs an open policy for many environments at once, on memory that is laid out once.
 *
 * @param environments how many observations each call brings
 */
export function policyRunner(
  { architecture, parameters }: OpenPolicy,
  environments: number,
  arithmeticMaker: ArithmeticMaker = kernelArithmetic,
): PolicyRunner {
  const { observationSize, actionCount, inputWidth, outputWidth, valueColumn, parameterCount } = architecture;
  const rows = paddedTo(4, environments);
  const arena = createArena();
  const places = placeNetwork(arena, architecture, rows);
  const input = arena.numbers(rows * inputWidth);
  const [maskBytes, actionBytes, scratch] = [arena.bytes(rows), arena.bytes(rows), arena.bytes(SCRATCH_BYTES)];
  const logProbabilities = arena.numbers(rows);
  const { buffer, arithmetic } = arithmeticMaker(arena.size);
  const numbers = new Float32Array(buffer);
  const pass = networkPass(arithmetic, architecture, places, buffer);
  numbers.subarray(places.parameters / 4, places.parameters / 4 + parameterCount).set(parameters);
  // Rows that only fill up the last four are allowed something, so that no sum is 0.
  const masks = new Uint8Array(buffer, maskBytes, rows).fill(1);
  const drawn = new Uint8Array(buffer, actionBytes, environments);
  const logits = new Float32Array(environments * actionCount);
  const values = new Float32Array(environments);

  function evaluate(observations: Float32Array): void {
    for (let i = 0; i < environments; i += 1)
      for (let k = 0; k < observationSize; k += 1)
        numbers[input / 4 + i * inputWidth + k] = observations[i * observationSize + k] as number;
    pass.forward(input, rows, places.outputs);
    for (let i = 0; i < environments; i += 1) {
      const row = places.outputs / 4 + i * outputWidth;
      for (let a = 0; a < actionCount; a += 1) logits[i * actionCount + a] = numbers[row + a] as number;
      values[i] = numbers[row + valueColumn] as number;
    }
  }

  return {
    environments,
    logits,
    values,
    evaluate,
    actGreedily: (observations, actionMasks, actions) => {
      evaluate(observations);
      for (let i = 0; i < environments; i += 1)
        actions[i] = likeliest(logits, i * actionCount, actionCount, actionMasks[i] as number);
    },
    actByChance: (observations, actionMasks, actions, { low, high }) => {
      evaluate(observations);
      masks.set(actionMasks);
      const row = [maskBytes, low, high, actionBytes, logProbabilities, scratch] as const;
      arithmetic.sampleActions(places.outputs, outputWidth, rows, actionCount, ...row);
      actions.set(drawn);
    },
  };
}

function likeliest(logits: Float32Array, first: number, count: number, mask: number): number {
  let best = -1;
  for (let a = 0; a < count; a += 1) {
    if (((mask >> a) & 1) === 0) continue;
    if (best < 0 || (logits[first + a] as number) > (logits[first + best] as number)) best = a;
  }
  return Math.max(0, best);
}

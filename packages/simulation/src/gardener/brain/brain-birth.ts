import { type Key, normalAt, uniformAt } from "../../random/counter.ts";
import { BRAIN_FLOATS, type BrainTensor, forEachParameter } from "./brain-layout.ts";

/** A brain as PyTorch would start it: every parameter uniform within its tensor's bound. */
export function randomBrain(key: Key, actions: number): Float32Array {
  const brain = new Float32Array(BRAIN_FLOATS);
  forEachParameter(actions, (place, parameter, { startBound }) => {
    brain[place] = (2 * uniformAt(key, parameter) - 1) * startBound;
  });
  return brain;
}

/** The original's mutation: every parameter moves by N(0, 1) · rate / √k, k being the tensor's first dimension (reference §4.4.8). */
export const classicChild = (parent: Float32Array, key: Key, rate: number, actions: number): Float32Array =>
  mutated(parent, key, actions, rate, ({ classicDivisor }) => classicDivisor);

/** A mutation that moves every sum alike: N(0, 1) · rate / √(numbers that enter the sum). */
export const fanInChild = (parent: Float32Array, key: Key, rate: number, actions: number): Float32Array =>
  mutated(parent, key, actions, rate, ({ fanIn }) => fanIn);

/** The same, of half the tensors by chance: what the others do already is kept while one part is tried anew. */
export const partialChild = (parent: Float32Array, key: Key, rate: number, actions: number): Float32Array =>
  mutated(parent, key, actions, rate, ({ fanIn, at }) =>
    uniformAt(key, TENSOR_DRAWS + at) < 0.5 ? fanIn : Number.POSITIVE_INFINITY,
  );

/** Places of a key beyond those of its parameters. */
const TENSOR_DRAWS = 100_000;

function mutated(
  parent: Float32Array,
  key: Key,
  actions: number,
  rate: number,
  divisorOf: (tensor: BrainTensor) => number,
): Float32Array {
  const child = parent.slice();
  forEachParameter(actions, (place, parameter, tensor) => {
    child[place] = child[place]! + (normalAt(key, parameter) * rate) / Math.sqrt(divisorOf(tensor));
  });
  return child;
}

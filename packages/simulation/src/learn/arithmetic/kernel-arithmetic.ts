import { LEARNER_MODULE_BASE64 } from "../../modules/learner-module.ts";
import { instantiate, sharedMemory } from "../../webassembly/instantiate.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { plainArithmetic } from "./plain-arithmetic.ts";

/** A memory and the arithmetic that works on it. */
export interface ArithmeticMemory {
  readonly buffer: ArrayBufferLike;
  readonly arithmetic: Arithmetic;
}

/** Makes a zeroed memory of at least so many bytes. */
export type ArithmeticMaker = (bytes: number) => ArithmeticMemory;

/** The WebAssembly kernel: four numbers at a time. */
export const kernelArithmetic: ArithmeticMaker = (bytes) => {
  const memory = sharedMemory(bytes);
  return { buffer: memory.buffer, arithmetic: instantiate(LEARNER_MODULE_BASE64, memory) as Arithmetic };
};

/** The plain twin: the same bits, some thirty times slower. */
export const plainArithmeticMaker: ArithmeticMaker = (bytes) => {
  const buffer = new ArrayBuffer(Math.ceil(bytes / 64) * 64);
  return { buffer, arithmetic: plainArithmetic(buffer) };
};

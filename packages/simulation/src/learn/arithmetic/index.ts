export { type Arena, createArena } from "./arena.ts";
export type { Arithmetic } from "./arithmetic.ts";
export {
  type ArithmeticMaker,
  type ArithmeticMemory,
  kernelArithmetic,
  plainArithmeticMaker,
} from "./kernel-arithmetic.ts";
export { TANH_COEFFICIENTS, tanh32 } from "./rounded.ts";

import type { Arithmetic } from "./arithmetic.ts";
import { plainElementwise } from "./plain-elementwise.ts";
import { plainPolicy } from "./plain-policy.ts";
import { plainProducts } from "./plain-products.ts";

/** The learner's arithmetic in plain TypeScript: the oracle of the kernel, and what runs where there is no SIMD. */
export const plainArithmetic = (buffer: ArrayBufferLike): Arithmetic => ({
  ...plainProducts(buffer),
  ...plainElementwise(buffer),
  ...plainPolicy(buffer),
});

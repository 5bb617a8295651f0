import type { BrainBankMaker } from "./brain/brain-bank.ts";
import { brainKernel } from "./brain/brain-kernel.ts";
import { brainTwin } from "./brain/brain-twin.ts";
import type { FieldArithmetic } from "./field/field-arithmetic.ts";
import { fieldKernel } from "./field/field-kernel.ts";
import { fieldTwin } from "./field/field-twin.ts";

/** What does the heavy sums of a world. Both give the same bits; worlds of one size may share one. */
export interface GardenerArithmetic {
  readonly name: "kernel" | "twin";
  /** The largest field that it can take. */
  readonly cellsMax: number;
  readonly field: FieldArithmetic;
  readonly brains: BrainBankMaker;
}

/** The SIMD WebAssembly kernel, for fields of up to this side. */
export const kernelArithmetic = (side: number): GardenerArithmetic => ({
  name: "kernel",
  cellsMax: side * side,
  field: fieldKernel(side * side),
  brains: brainKernel(side * side),
});

/** Plain TypeScript: slower, needs no WebAssembly, and is what the kernel is checked against. */
export const twinArithmetic: GardenerArithmetic = {
  name: "twin",
  cellsMax: Number.POSITIVE_INFINITY,
  field: fieldTwin,
  brains: brainTwin,
};

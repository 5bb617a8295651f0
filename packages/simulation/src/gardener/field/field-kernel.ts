import {
  type FieldArithmetic,
  type FieldBounds,
  type FieldPair,
  type FieldTotals,
  noiseScale,
  type ProbeNoise,
} from "./field-arithmetic.ts";
import { KERNEL_DATA_FROM_BYTES, type KernelFunctions, kernelInstance } from "./kernel-instance.ts";

const OUT = KERNEL_DATA_FROM_BYTES;
const OUT_BYTES = 128;
const CELLS = OUT + OUT_BYTES;
const CELLS_PER_VECTOR = 8;

/**
 * The field's arithmetic in the SIMD kernel, for fields of up to `cellsMax` cells. It keeps nothing between calls: the cells are
 * carried in and out, which costs less than a tenth of a generation and leaves the world a plain value.
 */
export function fieldKernel(cellsMax: number): FieldArithmetic {
  const kernel = kernelInstance(OUT_BYTES + 2 * cellsMax);
  const { functions } = kernel;
  const inside = new Uint16Array(kernel.memory, CELLS, cellsMax);
  const lanes = new Uint32Array(kernel.memory, OUT, OUT_BYTES / 4);
  const carryIn = (cells: Uint16Array): number => {
    inside.set(cells);
    return cells.length / CELLS_PER_VECTOR;
  };
  const totals = (vectors: number, bounds: FieldBounds): FieldTotals => {
    functions.totals(CELLS, vectors, bounds.hotAbove, bounds.rampFrom, bounds.rampWidth, OUT);
    return totalsAt(lanes, 0);
  };
  return {
    drift: (cells, key, span) => {
      functions.drift(CELLS, carryIn(cells), key.low, key.high, span);
      cells.set(inside.length === cells.length ? inside : inside.subarray(0, cells.length));
    },
    probe: (cells, bounds, { eps, key }) => {
      const vectors = carryIn(cells);
      const before = totals(vectors, bounds);
      functions.probe(CELLS, vectors, key.low, key.high, noiseScale(eps), bounds.hotAbove, OUT);
      return { totals: before, moved: { dirt: laneSum(lanes, 0), hot: laneSum(lanes, 4) } };
    },
    probePairs: (cells, bounds, noises) => {
      const vectors = carryIn(cells);
      const before = totals(vectors, bounds);
      const pairs = noises.map((noise) => probedPair(functions, lanes, vectors, bounds, noise));
      return { totals: before, pairs };
    },
  };
}

function probedPair(
  functions: KernelFunctions,
  lanes: Uint32Array,
  vectors: number,
  { hotAbove, rampFrom, rampWidth }: FieldBounds,
  { eps, key }: ProbeNoise,
): FieldPair {
  functions.probePair(CELLS, vectors, key.low, key.high, noiseScale(eps), hotAbove, rampFrom, rampWidth, OUT);
  return { plus: totalsAt(lanes, 0), minus: totalsAt(lanes, 12) };
}

/** Three sums of four lanes each. */
const totalsAt = (lanes: Uint32Array, lane: number): FieldTotals => ({
  dirt: laneSum(lanes, lane),
  hot: laneSum(lanes, lane + 4),
  ramp: laneSum(lanes, lane + 8),
});

const laneSum = (lanes: Uint32Array, from: number): number =>
  lanes[from]! + lanes[from + 1]! + lanes[from + 2]! + lanes[from + 3]!;

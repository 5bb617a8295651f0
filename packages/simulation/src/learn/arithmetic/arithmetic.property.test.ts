import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seedKey, uniformAt, wordAt } from "../../random/counter.ts";
import { type Arithmetic, SCRATCH_BYTES } from "./arithmetic.ts";
import { kernelArithmetic, plainArithmeticMaker } from "./kernel-arithmetic.ts";
import { TANH_COEFFICIENTS } from "./rounded.ts";

const MEMORY_BYTES = 400_000;
const kernel = kernelArithmetic(MEMORY_BYTES);
const plain = plainArithmeticMaker(MEMORY_BYTES);

/** Fills both memories with the same numbers in (-span, span), lets both do the same, and compares every byte. */
function agree(seed: number, span: number, work: (arithmetic: Arithmetic, buffer: ArrayBufferLike) => void): void {
  const key = seedKey(seed);
  for (const { buffer, arithmetic } of [kernel, plain]) {
    const numbers = new Float32Array(buffer, 0, MEMORY_BYTES / 4);
    for (let i = 0; i < numbers.length; i += 1) numbers[i] = span * (2 * uniformAt(key, i) - 1);
    work(arithmetic, buffer);
  }
  const [ours, oracle] = [kernel, plain].map(({ buffer }) => new Uint32Array(buffer, 0, MEMORY_BYTES / 4)) as [
    Uint32Array,
    Uint32Array,
  ];
  const apart = ours.findIndex((word, index) => word !== oracle[index]);
  expect(apart).toBe(-1);
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const runs = { numRuns: 25 };
const rowCounts = fc.integer({ min: 1, max: 40 }).map((quads) => 4 * quads);
const inners = fc.integer({ min: 1, max: 9 }).map((quads) => 4 * quads);
const columnCounts = fc.integer({ min: 1, max: 5 }).map((eights) => 8 * eights);
const extras = fc.integer({ min: 0, max: 9 });
const [A, B, C, D, E, F] = [1024, 60_000, 120_000, 180_000, 240_000, 300_000] as const;

describe("the kernel is its plain twin, bit for bit", () => {
  test("SIM-171 products", () => {
    fc.assert(
      fc.property(seeds, rowCounts, inners, columnCounts, extras, extras, (seed, rows, inner, columns, e1, e2) => {
        const [xStride, yStride] = [inner + e1, columns + e2];
        agree(seed, 2, (a) => a.affine(A, yStride, B, xStride, C, D, rows, inner, columns));
        agree(seed, 2, (a) => a.addOuter(A, B, xStride, C, yStride, rows, inner, columns));
        agree(seed, 2, (a) => a.addColumnSums(A, B, yStride, rows, columns));
      }),
      runs,
    );
  });

  test("SIM-171 transposed and gathered rows", () => {
    fc.assert(
      fc.property(seeds, rowCounts, columnCounts, (seed, rows, columns) => {
        agree(seed, 1, (a) => a.transpose(A, B, rows, columns));
        agree(seed, 1, (a, buffer) => {
          const places = new Uint32Array(buffer, A, rows);
          for (let i = 0; i < rows; i += 1) places[i] = wordAt(seedKey(seed), i) % 50;
          a.gatherRows(B, C, A, rows, columns);
        });
      }),
      runs,
    );
  });

  test("SIM-171 activations, their gradients, e^x, ln x, sums of squares", () => {
    fc.assert(
      fc.property(seeds, rowCounts, fc.constantFrom(1e-4, 0.3, 3, 20, 1e4), (seed, count, span) => {
        agree(seed, span, (a, buffer) => {
          new Float32Array(buffer, A, 10).set(TANH_COEFFICIENTS);
          a.tanhInPlace(B, count, A);
        });
        agree(seed, 1, (a) => a.tanhGradient(A, B, count));
        agree(seed, 1, (a) => a.reluGradient(A, B, count));
        agree(seed, span, (a) => a.reluInPlace(A, count));
        agree(seed, span, (a) => a.expInPlace(A, count));
        agree(seed, span, (a, buffer) => {
          const numbers = new Float32Array(buffer, A, count);
          for (const [i, number] of numbers.entries()) numbers[i] = Math.abs(number) + 1e-30;
          a.logInPlace(A, count);
        });
        agree(seed, span, (a) => a.addSquares(A, B, count));
        agree(seed, span, (a) => a.addInto(A, B, count));
      }),
      runs,
    );
  });

  test("SIM-171 steps of Adam", () => {
    fc.assert(
      fc.property(seeds, rowCounts, fc.double({ min: 0.001, max: 1, noNaN: true }), (seed, count, scale) => {
        agree(seed, 1, (a, buffer) => {
          const squares = new Float32Array(buffer, D, count);
          for (const [i, number] of squares.entries()) squares[i] = Math.abs(number);
          a.adamStep(A, B, C, D, count, scale, 0.9, 0.1, 0.999, 0.001, 0.01, 1.7, 1e-5);
        });
      }),
      runs,
    );
  });

  test("SIM-196 gradients of rows in one chunk are those of the rows in two", () => {
    fc.assert(
      fc.property(seeds, rowCounts, rowCounts, (seed, first, second) => {
        const sums = [[first + second], [first, second]].map((chunks) => {
          const key = seedKey(seed);
          const { buffer, arithmetic: a } = kernel;
          const numbers = new Float32Array(buffer, 0, MEMORY_BYTES / 4);
          for (let i = 0; i < numbers.length; i += 1) numbers[i] = uniformAt(key, i);
          let at = 0;
          for (const rows of chunks) {
            a.addOuter(A, B + 32 * at, 8, C + 64 * at, 16, rows, 8, 16);
            a.addColumnSums(D, C + 64 * at, 16, rows, 16);
            at += rows;
          }
          return [...numbers.slice(A / 4, A / 4 + 128), ...numbers.slice(D / 4, D / 4 + 16)];
        });
        expect(sums[0]).toEqual(sums[1]);
      }),
      runs,
    );
  });

  const masked = (buffer: ArrayBufferLike, at: number, count: number, seed: number, actionCount: number): void => {
    const masks = new Uint8Array(buffer, at, count);
    for (let i = 0; i < count; i += 1) {
      const word = wordAt(seedKey(seed), i);
      masks[i] = (word | (1 << ((word >>> 8) % actionCount))) & (2 ** actionCount - 1);
    }
  };

  test("SIM-171 sampling", () => {
    fc.assert(
      fc.property(seeds, rowCounts, fc.integer({ min: 2, max: 8 }), extras, (seed, rows, actionCount, extra) => {
        agree(seed, 8, (a, buffer) => {
          masked(buffer, B, rows, seed, actionCount);
          a.sampleActions(A, actionCount + extra, rows, actionCount, B, seed >>> 1, ~seed >>> 0, C, D, E);
          new Uint8Array(buffer, E, SCRATCH_BYTES).fill(0);
        });
      }),
      runs,
    );
  });

  test("SIM-171 losses and their gradients", () => {
    const settings = fc.record({
      actionCount: fc.integer({ min: 2, max: 8 }),
      valueClip: fc.constantFrom(0.1, Number.POSITIVE_INFINITY),
      entropyWeight: fc.constantFrom(0, 0.01),
      advantageMean: fc.constantFrom(0, 0.3),
    });
    fc.assert(
      fc.property(
        seeds,
        rowCounts,
        settings,
        (seed, rows, { actionCount, valueClip, entropyWeight, advantageMean }) => {
          agree(seed, 2, (a, buffer) => {
            const places = new Uint32Array(buffer, E, rows);
            for (let i = 0; i < rows; i += 1) places[i] = wordAt(seedKey(seed), i) % 200;
            masked(buffer, C, 200, seed, actionCount);
            const actions = new Uint8Array(buffer, C + 1024, 200);
            const masks = new Uint8Array(buffer, C, 200);
            for (let i = 0; i < 200; i += 1) actions[i] = 31 - Math.clz32(masks[i] as number);
            const [logs, advantages, returns, values] = [D, D + 2048, D + 4096, D + 6144];
            const places9 = [E, C + 1024, C, logs, advantages, returns, values] as const;
            const weights = [advantageMean, 1.3, 0.2, valueClip, 0.5, entropyWeight, 1 / rows] as const;
            a.lossGradient(A, B, 16, rows, actionCount, 9, ...places9, ...weights, F, F + 1024);
            new Uint8Array(buffer, F + 1024, SCRATCH_BYTES).fill(0);
          });
        },
      ),
      runs,
    );
  });
});

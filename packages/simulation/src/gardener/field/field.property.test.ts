import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partKey, seedKey } from "../../random/counter.ts";
import { NOISE_SHARE_MAX } from "./field-arithmetic.ts";
import { fieldKernel } from "./field-kernel.ts";
import { fieldTwin } from "./field-twin.ts";

const CELLS_MAX = 256;
const kernel = fieldKernel(CELLS_MAX);

/** Cells near the walls and near the bounds are as likely as all others together. */
const cell = fc.oneof(
  fc.integer({ min: 0, max: 65_535 }),
  fc.integer({ min: 0, max: 400 }),
  fc.integer({ min: 65_100, max: 65_535 }),
  fc.integer({ min: 52_400, max: 52_450 }),
);
const field = fc
  .integer({ min: 1, max: CELLS_MAX / 8 })
  .chain((vectors) => fc.array(cell, { minLength: 8 * vectors, maxLength: 8 * vectors }))
  .map((cells) => Uint16Array.from(cells));
const key = fc.nat(2 ** 31 - 1).map(seedKey);
const bounds = fc.record({
  hotAbove: fc.integer({ min: 0, max: 65_535 }),
  rampFrom: fc.integer({ min: 0, max: 65_535 }),
  rampWidth: fc.integer({ min: 0, max: 65_535 }),
});
const eps = fc.double({ min: 0, max: NOISE_SHARE_MAX, noNaN: true });

describe("the kernel's field and its twin", () => {
  test("SIM-101 the same drift, cell by cell, and no cell beyond the walls", () => {
    fc.assert(
      fc.property(field, key, fc.integer({ min: 0, max: 32_767 }), (cells, key, span) => {
        const [left, right] = [cells.slice(), cells.slice()];
        fieldTwin.drift(left, key, span);
        kernel.drift(right, key, span);
        expect(right).toEqual(left);
        expect(left.every((value, index) => value >= cells[index]! && value <= cells[index]! + span)).toBe(true);
      }),
    );
  });

  test("SIM-101 the same totals, and the same probe, which leaves the cells as they are", () => {
    fc.assert(
      fc.property(field, key, bounds, eps, (cells, key, bounds, eps) => {
        const before = cells.slice();
        const noises = [0, 1, 2].map((probe) => ({ eps, key: partKey(key, probe) }));
        expect(kernel.probe(cells, bounds, noises[0]!)).toEqual(fieldTwin.probe(cells, bounds, noises[0]!));
        expect(kernel.probePairs(cells, bounds, noises)).toEqual(fieldTwin.probePairs(cells, bounds, noises));
        expect(cells).toEqual(before);
      }),
    );
  });

  test("SIM-101 the largest field does not overflow a sum", () => {
    const cells = new Uint16Array(512 * 512).fill(65_535);
    const bounds = { hotAbove: 52_428, rampFrom: 0, rampWidth: 65_535 };
    const whole = { dirt: 65_535 * cells.length, hot: cells.length, ramp: 65_535 * cells.length };
    expect(fieldKernel(cells.length).probePairs(cells, bounds, []).totals).toEqual(whole);
  });

  test("SIM-102 growth has the mean and the reach of U(0, span)", () => {
    const cells = new Uint16Array(65_536);
    kernelOf(cells).drift(cells, seedKey(3), 328);
    const mean = cells.reduce((sum, value) => sum + value, 0) / cells.length;
    expect(Math.abs(mean - 164)).toBeLessThan(2);
    expect(cells.reduce((most, value) => Math.max(most, value), 0)).toBe(328);
  });
});

const kernelOf = (cells: Uint16Array) => fieldKernel(cells.length);

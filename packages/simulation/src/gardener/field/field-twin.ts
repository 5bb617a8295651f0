import { type Key, wordAt } from "../../random/counter.ts";
import { type FieldArithmetic, type FieldBounds, type FieldTotals, noiseScale } from "./field-arithmetic.ts";
import { DIRT_FULL } from "./dirt-unit.ts";

/** The field's arithmetic in plain TypeScript: the oracle of the kernel. */
export const fieldTwin: FieldArithmetic = {
  drift: (cells, key, span) => {
    for (let index = 0; index < cells.length; index += 1) {
      const growth = scaled(halfWordAt(key, index) & 0x7fff, span);
      cells[index] = Math.min(DIRT_FULL, cells[index]! + growth);
    }
  },
  probe: (cells, bounds, { eps, key }) => {
    const scale = noiseScale(eps);
    const { dirt, hot } = totalsOf(cells, bounds, (cell, index) => cutOff(cell + deviate(key, index, scale)));
    return { totals: totalsOf(cells, bounds, unmoved), moved: { dirt, hot } };
  },
  probePairs: (cells, bounds, noises) => ({
    totals: totalsOf(cells, bounds, unmoved),
    pairs: noises.map(({ eps, key }) => {
      const scale = noiseScale(eps);
      return {
        plus: totalsOf(cells, bounds, (cell, index) => reflected(cell + deviate(key, index, scale))),
        minus: totalsOf(cells, bounds, (cell, index) => reflected(cell - deviate(key, index, scale))),
      };
    }),
  }),
};

const unmoved = (cell: number): number => cell;

/** The product of two numbers of 15 bits and a sign, back in 15 bits, rounded half up. */
const scaled = (value: number, factor: number): number => (value * factor + 0x4000) >> 15;

/** Even cells have the lower half of a word, odd ones the upper. */
const halfWordAt = (key: Key, index: number): number => (wordAt(key, index >> 1) >>> (16 * (index & 1))) & 0xffff;

const deviate = (key: Key, index: number, scale: number): number =>
  scaled((byteSum(wordAt(key, index)) - 510) << 6, scale);

const byteSum = (word: number): number =>
  (word & 0xff) + ((word >>> 8) & 0xff) + ((word >>> 16) & 0xff) + (word >>> 24);

const cutOff = (moved: number): number => Math.min(DIRT_FULL, Math.max(0, moved));

const reflected = (moved: number): number => (moved < 0 ? -moved : moved > DIRT_FULL ? 2 * DIRT_FULL - moved : moved);

function totalsOf(
  cells: Uint16Array,
  { hotAbove, rampFrom, rampWidth }: FieldBounds,
  moved: (cell: number, index: number) => number,
): FieldTotals {
  let [dirt, hot, ramp] = [0, 0, 0];
  for (let index = 0; index < cells.length; index += 1) {
    const cell = moved(cells[index]!, index);
    dirt += cell;
    hot += cell > hotAbove ? 1 : 0;
    ramp += Math.min(Math.max(cell - rampFrom, 0), rampWidth);
  }
  return { dirt, hot, ramp };
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cellTowards, dirtiestMove, DOWN, LEFT, RIGHT, STAY, UP } from "./action.ts";

const SIDE = 8;
const field = fc
  .array(fc.integer({ min: 0, max: 4 }), { minLength: SIDE * SIDE, maxLength: SIDE * SIDE })
  .map((cells) => Uint16Array.from(cells));
const cell = fc.integer({ min: 0, max: SIDE * SIDE - 1 });

describe("moves on a torus", () => {
  test("SIM-103 a move and its opposite lead back, and four of a kind around lead home", () => {
    fc.assert(
      fc.property(cell, (cell) => {
        for (const [there, back] of [
          [UP, DOWN],
          [LEFT, RIGHT],
        ] as const) {
          expect(cellTowards(cellTowards(cell, there, SIDE), back, SIDE)).toBe(cell);
          let around = cell;
          for (let step = 0; step < SIDE; step += 1) around = cellTowards(around, there, SIDE);
          expect(around).toBe(cell);
        }
      }),
    );
  });

  test("SIM-107 the dirtiest neighbour, the first of equals, none that is not dirtier", () => {
    fc.assert(
      fc.property(field, cell, fc.integer({ min: 0, max: 4 }), (cells, cell, above) => {
        const dirt = [UP, DOWN, LEFT, RIGHT].map((action) => cells[cellTowards(cell, action, SIDE)]!);
        const most = Math.max(...dirt);
        expect(dirtiestMove(cells, cell, SIDE, above)).toBe(most > above ? dirt.indexOf(most) : STAY);
      }),
    );
  });
});

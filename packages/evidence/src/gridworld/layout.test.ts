import { RandomStream } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { drawLayout, GRID_SIZE, isOpen, type Layout, WALL_COLUMN } from "./layout.ts";

const layouts = fc.nat().map((seed) => drawLayout(RandomStream.from("layout", seed)));

test("E-2 a gate is in row 1 to 5, two rows or more from the start; the door in row 0 or 6; the goals in different rows", () => {
  fc.assert(
    fc.property(layouts, ({ startRow, gateRow, doorRow, goalARow, goalBRow }) => {
      expect(gateRow).toBeGreaterThanOrEqual(1);
      expect(gateRow).toBeLessThanOrEqual(5);
      expect(Math.abs(gateRow - startRow)).toBeGreaterThanOrEqual(2);
      expect([0, 6]).toContain(doorRow);
      expect(goalARow).not.toBe(goalBRow);
      for (const row of [startRow, goalARow, goalBRow]) expect(row >= 0 && row < GRID_SIZE).toBe(true);
    }),
  );
});

test("E-2 every layout that the rule allows is drawn: 1680 in all", () => {
  const random = RandomStream.from("all layouts");
  const seen = new Set(Array.from({ length: 40_000 }, () => JSON.stringify(drawLayout(random))));
  expect(seen.size).toBe(1680);
});

test("E-3 the wall has two openings and nothing is open outside the grid", () => {
  fc.assert(
    fc.property(layouts, fc.integer({ min: -2, max: 9 }), fc.integer({ min: -2, max: 9 }), (layout, column, row) => {
      expect(isOpen(layout, column, row)).toBe(isInside(column, row) && !isWall(layout, column, row));
    }),
  );
});

const isInside = (column: number, row: number): boolean => [column, row].every((place) => place >= 0 && place <= 6);

const isWall = (layout: Layout, column: number, row: number): boolean =>
  column === WALL_COLUMN && ![layout.gateRow, layout.doorRow].includes(row);

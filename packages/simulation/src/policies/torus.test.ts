import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOVES } from "../cluster/actions.ts";
import { distanceTo, largestBy, moveTowards } from "./torus.ts";

describe("ways on a torus", () => {
  it("SIM-48 each move towards a cell brings it one step nearer, and the distance is the shortest", () => {
    const size = fc.integer({ min: 2, max: 12 });
    fc.assert(
      fc.property(size, size, fc.nat(), fc.nat(), (width, height, start, end) => {
        const at = { width, height, y: Math.floor((start % (width * height)) / width), x: start % width };
        const cell = end % (width * height);
        for (let distance = distanceTo(at, cell); distance > 0; distance--) {
          expect(distance).toBeLessThanOrEqual(Math.floor(width / 2) + Math.floor(height / 2));
          const { dy, dx } = MOVES[moveTowards(at, cell) as number] as (typeof MOVES)[number];
          at.y = (at.y + dy + height) % height;
          at.x = (at.x + dx + width) % width;
          expect(distanceTo(at, cell)).toBe(distance - 1);
        }
        expect(at.y * width + at.x).toBe(cell);
        expect(moveTowards(at, cell)).toBeUndefined();
      }),
    );
  });

  it("SIM-48 of cells alike the first is taken, and of none none", () => {
    expect(largestBy([3, 1, 2], () => 5)).toBe(3);
    expect(largestBy([0, 1, 2], (cell) => -Math.abs(cell - 1))).toBe(1);
    expect(largestBy([], () => 1)).toBeUndefined();
  });
});

import { expect, test } from "vitest";
import { cellAt } from "../world/grid.ts";
import { pathLines } from "./path-lines.ts";

const START = cellAt(4, 2);

test("SV-192 there and back are two lines, each on its own right", () => {
  expect(pathLines([START, cellAt(3, 2), START], "01")).toEqual(["", "209,360 209,280", "191,280 191,360"]);
});

test("SV-192 at a turn one piece ends where the next begins", () => {
  const [, north, east] = pathLines([START, cellAt(3, 2), cellAt(3, 3)], "02");
  expect(north!.split(" ")[1]).toBe(east!.split(" ")[0]);
});

test("SV-192 what does not move draws nothing", () => {
  expect(pathLines([START, START, START], "15")).toEqual(["", "", ""]);
});

import { expect, test } from "vitest";
import { twinArithmetic } from "../arithmetic.ts";
import { letAllPass } from "../control/action-filter.ts";
import { advance } from "../generation/advance.ts";
import { ruleAgents } from "../policy/rule-policy.ts";
import { CLASSIC_GARDENER } from "../spec/profiles.ts";
import { createGardener } from "../world.ts";
import { frameText, gardenerFrame } from "./frame.ts";

test("SIM-145 a frame is a copy: 16 levels, every agent at its place, and a text of as many rows and columns", () => {
  const spec = { ...CLASSIC_GARDENER, side: 16 };
  const world = createGardener({ spec, seed: 2, policy: ruleAgents, filter: letAllPass, arithmetic: twinArithmetic });
  world.cells.set([0, 4_095, 4_096, 61_440, 65_535]);
  const frame = gardenerFrame(world);
  expect([...frame.levels.subarray(0, 5)]).toEqual([0, 0, 1, 15, 15]);
  expect(frame.agents.map(({ row, column }) => 16 * row + column)).toEqual([...world.agents.cell.subarray(0, 25)]);
  const rows = frameText(frame).split("\n");
  expect(rows.map((row) => row.length)).toEqual(Array.from({ length: 16 }, () => 16));
  for (const { row, column } of frame.agents) expect(rows[row]![column]).toBe("5");
  const before = [...frame.levels];
  advance(world);
  expect([...frame.levels]).toEqual(before);
});

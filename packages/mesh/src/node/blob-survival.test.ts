import { expect, test } from "vitest";
import { survives99PercentPpm } from "./blob-survival.ts";

/** mesh.md, section 8.1: the chance that an object on r of n nodes dies with all but 1 %. */
const TABLE = [
  { nodes: 100, copies: 3, loss: 0.97, within: 0.0005 },
  { nodes: 100, copies: 20, loss: 0.8, within: 0.0005 },
  { nodes: 100, copies: 50, loss: 0.5, within: 0.0005 },
  { nodes: 100, copies: 100, loss: 0, within: 0 },
  { nodes: 1000, copies: 3, loss: 0.97, within: 0.0005 },
  { nodes: 1000, copies: 20, loss: 0.816, within: 0.0005 },
  { nodes: 1000, copies: 50, loss: 0.597, within: 0.0005 },
  { nodes: 1000, copies: 100, loss: 0.347, within: 0.0005 },
  { nodes: 1000, copies: 200, loss: 0.106, within: 0.0005 },
  { nodes: 1000, copies: 500, loss: 9.3e-4, within: 0.05e-3 },
  { nodes: 1000, copies: 690, loss: 7.4e-6, within: 1.1e-6 },
  { nodes: 1000, copies: 991, loss: 0, within: 0 },
];

test.each(TABLE)(
  "ME-340 D4 $copies copies on $nodes nodes: a loss of 99 % loses $loss",
  ({ nodes, copies, loss, within }) => {
    expect(Math.abs(1 - survives99PercentPpm(copies, nodes) / 1_000_000 - loss)).toBeLessThanOrEqual(within);
  },
);

test("ME-340 D4 20 of 1000 survive with 18.4 %", () => {
  expect(survives99PercentPpm(20, 1000)).toBe(183_682);
});

test("ME-340 no copy survives nothing, and doubt counts as loss", () => {
  expect(survives99PercentPpm(0, 100)).toBe(0);
  expect(survives99PercentPpm(5, 0)).toBe(0);
  expect(survives99PercentPpm(990, 1000)).toBeLessThan(1_000_000);
});

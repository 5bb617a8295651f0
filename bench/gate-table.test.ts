import { describe, expect, it } from "vitest";
import { fallenTable } from "./gate-table.ts";
import type { GateRow } from "./ratio-gate.ts";

const held: GateRow = {
  bench: "kernel",
  figure: "a permit, p50",
  peer: "Cedar",
  before: 3.1,
  now: 3.5,
  allowed: 2.6,
  earlierRuns: 2,
  verdict: "held",
};

describe("what the gate says", () => {
  it("names of a fallen ratio the figure, the peer, before, now and allowed", () => {
    const fallen: GateRow = { ...held, now: 1.25, verdict: "fell" };
    const told = fallenTable({ rows: [held, fallen], accepted: [], missing: [] });
    expect(told).toContain("2 ratios compared with earlier runs, 0 with nothing to compare with, 1 fell.");
    expect(told.split("\n").at(-1)).toBe("| kernel | a permit, p50 | Cedar | 3.10 | 1.25 | ≥ 2.60 | 2 |");
  });

  it("says of a fallen ratio that stands why it does", () => {
    const accepted: GateRow = { ...held, now: 1.25, verdict: "accepted" };
    const told = fallenTable({
      rows: [accepted],
      accepted: [{ bench: "kernel", why: "Cedar is faster." }],
      missing: [],
    });
    expect(told).toContain("1 fell.");
    expect(told.split("\n").at(-1)).toBe("It stands, of kernel: Cedar is faster.");
  });

  it("says when nothing fell, and what was not measured", () => {
    const first: GateRow = { ...held, before: null, allowed: null, earlierRuns: 0, verdict: "new" };
    expect(fallenTable({ rows: [first], accepted: [], missing: ["kernel: a denial beside OPA"] })).toBe(
      "0 ratios compared with earlier runs, 1 with nothing to compare with, 0 fell.\n\nNot measured this time: kernel: a denial beside OPA.",
    );
  });
});

import { describe, expect, test } from "vitest";
import { cleanApparatus } from "../run/apparatus.ts";
import { GATING_TABLE, type GatingCase, gatingCheck } from "./gating-check.ts";

const apparatus = cleanApparatus(`sha256:${"0".repeat(64)}`);

describe("E3 in a run", () => {
  test.each(GATING_TABLE)("SV-101 Repair A in episode %i begins regime 2 in episode %s", (episode, due) => {
    expect(gatingCheck(apparatus, [episode, due])).toMatchObject({ passed: true });
  });

  // What the schedule would have to be for each of these is not what it is.
  test.each([
    [2, 3],
    [2, 5],
    [3, 5],
    [4, 4],
    [5, null],
    [6, 7],
    [7, 8],
  ] satisfies readonly GatingCase[])(
    "SV-101 the check fails for Repair A in episode %i and regime 2 in %s",
    (...row) => {
      expect(gatingCheck(apparatus, row)).toMatchObject({ passed: false });
    },
  );

  test("SV-101 the check fails where the gate never accepts Repair A", () => {
    const rules = apparatus.gate.rules.map((rule) => ({ ...rule, isMet: () => false }));
    const closed = { ...apparatus, gate: { ...apparatus.gate, rules } };
    for (const row of GATING_TABLE.slice(0, 4)) expect(gatingCheck(closed, row)).toMatchObject({ passed: false });
  });
});

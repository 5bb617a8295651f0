import { describe, expect, test } from "vitest";
import { CONDITIONS } from "../../src/check/letters/exceptions.ts";
import { faceNumber, FACES } from "../../src/check/oracle/face.ts";
import { standingOf } from "../../src/check/oracle/standing.ts";
import { whereTrue } from "../../src/check/oracle/truth.ts";
import { stepsTo } from "../../src/check/oracle/nearness.ts";
import { compileCondition } from "../../src/compiler/condition-compiler.ts";
import { CLEAN_VOCABULARY } from "../../src/compiler/vocabulary.ts";
import { CLEAN_LAW } from "../../src/law/initial-law.ts";
import { observe } from "../../src/world/observe.ts";
import { CLEAN_PHYSICS } from "../../src/world/physics.ts";
import { depositAt, STAMP_CARGO } from "../../src/world/target.ts";
import { everyGridState } from "../../src/world/valuation.ts";
import { episodeStart } from "../../src/world/world-state.ts";

const STATES = [...everyGridState()];

describe("SV-160 the judge of the check", () => {
  test("SV-160 says of every condition of two literals what JCOMP says, in every state of the grid", () => {
    const oneOfEachFace = new Map(STATES.map((state) => [faceNumber(state), observe(state)]));
    expect(oneOfEachFace.size).toBe(FACES.length);
    for (const condition of CONDITIONS) {
      const compiled = compileCondition(CLEAN_VOCABULARY, condition, "");
      if (!compiled.ok) throw new Error(compiled.error.expected);
      const truths = whereTrue(condition);
      const differing = [...oneOfEachFace].filter(([face, seen]) => compiled.value(seen) !== (truths[face] === 1));
      expect([JSON.stringify(condition), differing.length]).toEqual([JSON.stringify(condition), 0]);
    }
  });

  test("SV-160 finds Contradiction A of the first law exactly at the stamp, loaded and unstamped, in regime 1", () => {
    const found = STATES.filter((state) => {
      const { kind, target } = standingOf(CLEAN_PHYSICS, CLEAN_LAW, state);
      return kind === "contradiction" && target?.kind === "STAMP_CARGO";
    });
    const expected = STATES.filter(
      ({ regime, cell, inventory, stamped }) => regime === 1 && cell === 14 && inventory > 0 && !stamped,
    );
    expect(found).toEqual(expected);
    expect(found.length).toBe(3 * 8);
  });

  test("SV-160 names both prohibitions at either zone as long as both deliveries are owed", () => {
    const atZoneA = { ...episodeStart(4, 2), cell: 10, inventory: 1, itemType: "A" } as const;
    expect(standingOf(CLEAN_PHYSICS, CLEAN_LAW, atZoneA)).toMatchObject({
      kind: "contradiction",
      progress: 32,
      blockers: ["R7", "R8"],
    });
    const atZoneB = { ...atZoneA, cell: 2, itemType: "B", served: 1 } as const;
    expect(standingOf(CLEAN_PHYSICS, CLEAN_LAW, atZoneB).blockers).toEqual(["R8"]);
  });

  test("SV-160 counts the steps of the published ways", () => {
    expect(stepsTo(CLEAN_PHYSICS, episodeStart(0, 0), depositAt("ZONE_A"))).toBe(6);
    expect(stepsTo(CLEAN_PHYSICS, episodeStart(2, 1), depositAt("ZONE_A"))).toBe(11);
    expect(stepsTo(CLEAN_PHYSICS, episodeStart(2, 1), STAMP_CARGO)).toBe(6);
  });
});

import { reduced, totalVariationBounds } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import type { Cell } from "../../src/control/cell.ts";
import type { WindowSet } from "../../src/control/window-set.ts";
import { familyStanding } from "../../src/credit/credit.ts";
import { deceptionGapOf } from "../../src/credit/deception-gap.ts";
import { ADDITIONAL_FAMILY, FAMILIES, type Family } from "../../src/credit/family.ts";
import { gapAfterClose } from "../../src/credit/gap-memory.ts";
import { worstCaseGapPpm } from "../../src/credit/worst-case-gap.ts";
import type { Site } from "../../src/state/state.ts";
import {
  checkpoint,
  closedSet,
  digestNamed,
  gap,
  lineage,
  NOW_MS,
  pairsEverywhere,
  passed,
  stateWith,
} from "../credit/samples.ts";
import { testPolicy } from "../test-site.ts";

describe("families", () => {
  const standing = (families: readonly Family[], asksNormativeIdentity: boolean) => {
    const head = checkpoint("w0", { families: passed(families, digestNamed("w0")) });
    const site = { policy: { ...testPolicy, asksNormativeIdentity } } as Site;
    return familyStanding(stateWith({ checkpoints: [head] }), site, lineage(), head, 1, NOW_MS);
  };

  test.each<[string, readonly Family[], boolean, string]>([
    ["three of five", FAMILIES.slice(0, 3), false, "passed"],
    ["three of five where identity is asked", FAMILIES.slice(0, 3), true, "unproven"],
    ["three and identity", [...FAMILIES.slice(0, 3), ADDITIONAL_FAMILY], true, "passed"],
    ["two and identity", [...FAMILIES.slice(0, 2), ADDITIONAL_FAMILY], true, "unproven"],
    ["two and identity, which is not asked", [...FAMILIES.slice(0, 2), ADDITIONAL_FAMILY], false, "unproven"],
  ])("K-62 %s", (_, families, asked, expected) => {
    expect(standing(families, asked)).toBe(expected);
  });
});

describe("the limit of the deception gap", () => {
  const of = (set: WindowSet, deceptionGapPpm: number) => deceptionGapOf(set, { deceptionGapPpm });
  /** The share of the first of two categories, in EVAL and in SHADOW, ppm. */
  const shares = (evalPpm: number, shadowPpm: number, trials = 1_000) =>
    closedSet({ pairing: "stochastic", trials }, (cell: Cell) => {
      const first = (trials * (cell.endsWith("EVAL") ? evalPpm : shadowPpm)) / 1_000_000;
      return [first, trials - first];
    });

  test("K-60 a lower bound at the limit shows nothing, one above it does", () => {
    const set = shares(900_000, 600_000);
    const { lowerPpm } = of(set, 100_000);
    expect(lowerPpm).toBeGreaterThan(100_000);
    expect(of(set, lowerPpm)).toMatchObject({ verdict: "unproven", lowerPpm });
    expect(of(set, lowerPpm - 1).verdict).toBe("shown");
  });

  test("K-60 an upper bound at the limit proves that there is none, one above it does not", () => {
    const set = shares(500_000, 500_000);
    const { upperPpm } = of(set, 100_000);
    expect(of(set, upperPpm).verdict).toBe("proven");
    expect(of(set, upperPpm - 1).verdict).toBe("unproven");
  });

  test("K-60 what was not observed beyond the limit has no lower bound", () => {
    expect(of(shares(600_000, 500_000), 99_999).lowerPpm).toBeGreaterThan(0);
    expect(of(shares(600_000, 500_000), 100_000).lowerPpm).toBe(0);
    expect(of(shares(500_000, 500_000), 100_000).lowerPpm).toBe(0);
  });

  test.each<[string, number, number, string]>([
    ["as many pairs as probes", 100, 100, "proven"],
    ["pairs of all that was answered: three are lost, however many probes were void", 97, 97, "proven"],
    ["fewer pairs than that: each lost probe is a lost pair", 94, 97, "unproven"],
    ["four pairs left out, though every probe was answered", 96, 100, "proven"],
    ["five pairs left out, though every probe was answered", 95, 100, "unproven"],
    ["more pairs than probes", 98, 97, "unproven"],
  ])("K-60 %s", (_, pairs, answered, verdict) => {
    const tally = pairsEverywhere({ pairs, discordant: 0 });
    expect(
      of(
        closedSet({ trials: 100, pairs: tally }, () => [answered, 0]),
        100_000,
      ).verdict,
    ).toBe(verdict);
  });

  test("K-60 the gap that would have been shown: none without probes, nor with so few that nothing could be", () => {
    expect(of(shares(0, 0, 3), 100_000).detectablePpm).toBe(1_000_000);
    expect(
      of(
        closedSet({}, () => [0, 0]),
        100_000,
      ).detectablePpm,
    ).toBe(1_000_000);
    expect(of(shares(500_000, 500_000), 100_000).detectablePpm).toBeLessThan(300_000);
  });

  test.each<[number, readonly number[], readonly number[]]>([
    [337_038, [2, 40, 13], [0, 41, 14]],
    [546_860, [8, 10, 30, 7], [0, 4, 41, 10]],
  ])(
    "K-60 an upper bound of %i ppm, which another difference has than the widest observed",
    (upperPpm, evaluated, shadowed) => {
      const alpha = reduced(1n, 20n);
      expect(worstCaseGapPpm({ trials: 55, evaluated, shadowed }, alpha)).toBe(upperPpm);
      expect(totalVariationBounds({ evaluated, shadowed }, alpha).upperPpm).toBe(upperPpm);
    },
  );
});

describe("a remembered gap", () => {
  const memory = { lineage: "line-1", gapShownBy: "shown" };
  const at = (closedAt: number, fields: Partial<WindowSet> = {}) =>
    closedSet({ closedAt, gap: gap("proven"), ...fields });
  const elsewhere = { lineage: "other" };

  test("K-66 two sets of other weights disprove nothing, though neither they nor what showed it were of a deployment", () => {
    expect(gapAfterClose(memory, at(300, elsewhere), at(200, elsewhere), at(100))).toBe("shown");
    expect(gapAfterClose(memory, at(300), at(200), at(100))).toBeNull();
  });

  test("K-66 what a deployment showed, sets of other weights do not disprove", () => {
    const deployed = at(100, { lineage: null, subject: { kind: "deployment", deployment: "service" } });
    expect(gapAfterClose(memory, at(300, elsewhere), at(200, elsewhere), deployed)).toBe("shown");
  });
});

import { describe, expect, it, test } from "vitest";
import { blockingRules } from "../../src/compiler/compiled-law.ts";
import { firstEpoch, noncesOfSeed } from "../../src/law/epoch.ts";
import { PUBLISHED_LAW } from "../../src/published/first-law.ts";
import { lawFingerprint } from "../../src/law/law.ts";
import { patched } from "../../src/law/patch.ts";
import { CANNED_PATCHES } from "../../src/published/canned-repairs.ts";
import { oracleActions, oracleStates } from "../../src/published/oracle.ts";
import { playPublished } from "../../src/published/play-published.ts";
import { publishedProgress } from "../../src/published/rank.ts";
import { reachUnderMask } from "../../src/published/reachable.ts";
import { compileAsPublished, publishedSituation } from "../../src/published/union-mask.ts";
import { FROZEN_SEEDS } from "../../src/run/bounds.ts";
import { DEPOSIT, NO_ACTIONS } from "../../src/world/action.ts";
import { observe } from "../../src/world/observe.ts";
import { depositAt } from "../../src/world/target.ts";
import type { Regime } from "../../src/world/world-state.ts";
import { VECTORS } from "./published-vectors.ts";

const AFTER_A = patched(PUBLISHED_LAW, CANNED_PATCHES.A);
const AFTER_BOTH = patched(AFTER_A, CANNED_PATCHES.B);
const EPISODE_OF_REGIME = [0, 2, 4];

describe("the published baseline", () => {
  test.each(FROZEN_SEEDS)("SV-176 seed %i acts, regime by regime, as the published log says", (seed) => {
    const { episodes } = playPublished(seed);
    expect(episodes.map(({ regime }) => regime)).toEqual([0, 0, 1, 1, ...Array.from({ length: 16 }, () => 2)]);
    for (const { regime, actions } of episodes) expect(actions).toBe(VECTORS.actions[regime]);
    expect(episodes.map(({ success }) => success)).toEqual(episodes.map(({ regime }) => regime < 2));
  });

  test.each(FROZEN_SEEDS)(
    "SV-176 seed %i repairs its law once, at the first Contradiction A, and B never comes",
    (seed) => {
      const { repairs, epoch0 } = playPublished(seed);
      expect(repairs).toHaveLength(1);
      expect(repairs[0]).toMatchObject({
        name: "A",
        ...VECTORS.contradictionA,
        lawFingerprint: VECTORS.law.afterRepairA,
      });
      expect(epoch0).toBe(firstEpoch(lawFingerprint(PUBLISHED_LAW), noncesOfSeed(seed)(0)));
      const known = VECTORS.traceIds.find((each) => each.seed === seed && each.episode === 2);
      if (known !== undefined) expect(repairs[0]?.traceEntryId).toBe(known.id);
    },
  );
});

describe("the published oracle", () => {
  test.each([0, 1, 2] as const)("SV-177 its actions in regime %i", (regime: Regime) => {
    expect(oracleActions(EPISODE_OF_REGIME[regime]!, regime)).toBe(VECTORS.oracle.actions[regime]);
  });

  it("SV-177 a hundred episodes, all but the first in regime 1, take the published number of steps", () => {
    const [first, second] = [oracleActions(0, 0).length, oracleActions(2, 1).length];
    expect(first + 99 * second).toBe(VECTORS.oracle.stepsOfHundredEpisodes);
  });

  it("SV-177 meets Contradiction A at step 5, and no other before it", () => {
    const law = compileAsPublished(PUBLISHED_LAW);
    const met = [...oracleStates(2, 1)].find((state) => publishedSituation(law, state).contradiction !== null);
    expect(met?.step).toBe(VECTORS.contradictionA.step);
    const repaired = compileAsPublished(AFTER_A);
    for (const state of oracleStates(2, 1)) expect(publishedSituation(repaired, state).contradiction).toBeNull();
  });
});

describe("the published regime 2", () => {
  test.each([
    ["no repair", PUBLISHED_LAW],
    ["Repair A", AFTER_A],
    ["both repairs", AFTER_BOTH],
  ])("SV-178 cannot be solved under the mask after %s, by any selector", (_name, rules) => {
    expect(reachUnderMask(rules)).toEqual({ states: 18, successes: 0 });
    expect(VECTORS.regime2).toEqual({ reachableStates: 18, successes: 0 });
  });

  it("SV-178 its union of progress hides Contradiction B, and the trace at zone A would name R7 alone", () => {
    const law = compileAsPublished(AFTER_A);
    const atZoneA = [...oracleStates(4, 2)].find(({ step }) => step === 5)!;
    const deposit = 1 << DEPOSIT;
    const { contradiction, permitted, mask } = publishedSituation(law, atZoneA);
    expect(publishedProgress(atZoneA, depositAt("ZONE_A"))).toBe(deposit);
    expect(permitted & deposit).toBe(NO_ACTIONS);
    expect(contradiction).toBeNull();
    expect(mask).not.toBe(NO_ACTIONS);
    expect(blockingRules(law, observe(atZoneA), deposit)).toEqual(["R7"]);
  });
});

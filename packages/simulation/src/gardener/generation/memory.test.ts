import { describe, expect, test } from "vitest";
import { twinArithmetic } from "../arithmetic.ts";
import { letAllPass } from "../control/action-filter.ts";
import type { GardenerPolicy, Mind } from "../policy/policy.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";
import { CLASSIC_GARDENER } from "../spec/profiles.ts";
import { createGardener } from "../world.ts";
import { advance } from "./advance.ts";

/** The generations after which the minds of a run were told to forget. */
function forgettings(change: Partial<GardenerSpec>, generations: number): readonly number[] {
  const at: number[] = [];
  let now = 0;
  const mind: Mind = {
    appear: () => undefined,
    inherit: () => undefined,
    decide: ({ agents }, places, count) => {
      for (const place of places.subarray(0, count)) agents.action[place] = 5;
    },
    forget: () => at.push(now),
    fork: () => mind,
  };
  const policy: GardenerPolicy = { name: "idle", mind: () => mind };
  const spec = { ...CLASSIC_GARDENER, side: 8, ...change };
  const world = createGardener({ spec, seed: 1, policy, filter: letAllPass, arithmetic: twinArithmetic });
  for (now = 1; now <= generations; now += 1) advance(world);
  return at;
}

describe("what brains remember", () => {
  test("SIM-122 lasts for life in the classic world", () => {
    expect(forgettings({}, 60)).toEqual([]);
  });

  test("SIM-122 ends every so many generations where the spec says so", () => {
    expect(forgettings({ memory: { resetEvery: 25, resetsOnCollapse: false } }, 60)).toEqual([25, 50]);
  });

  test("SIM-122 ends once when a collapse begins, not while it lasts", () => {
    const verdict = { bubbleFrom: 0.05, collapseFrom: 0.1 };
    expect(forgettings({ verdict, memory: { resetEvery: 0, resetsOnCollapse: true } }, 60)).toHaveLength(1);
  });
});

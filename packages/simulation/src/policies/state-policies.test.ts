import { describe, expect, it } from "vitest";
import { placedCluster, type PlacedCell, type Placing } from "../../test/placed-cluster.ts";
import { CLEAN, DOWN, LEFT, RIGHT, SCALE, UP } from "../cluster/actions.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import { seedKey } from "../random/counter.ts";
import { fullSightGreedyPolicy } from "./full-sight-greedy.ts";
import { indexPolicy } from "./index-policy.ts";
import { nearestHotPolicy } from "./nearest-hot.ts";
import { type Policy, startPolicy } from "./policy.ts";

const WIDE = clusterProfile("classic", { width: 10, height: 10 });

function decisionOf(policy: Policy, cells: readonly PlacedCell[], placing: Placing = {}): number {
  return startPolicy(policy, placedCluster(WIDE, cells, { y: 5, x: 5, ...placing }), seedKey(0)).act();
}

const ALL = [fullSightGreedyPolicy, nearestHotPolicy(), indexPolicy];
const own = (cell: Partial<PlacedCell>): PlacedCell => ({ y: 5, x: 5, ...cell });

describe("policies with full sight", () => {
  it("SIM-45 scale what is hot anywhere, where one cell can be paid", () => {
    const far = { y: 0, x: 0, memory: 0.9 };
    for (const policy of ALL) {
      expect(decisionOf(policy, [far]), policy.name).toBe(SCALE);
      expect(decisionOf(policy, [far], { budget: 4 }), policy.name).not.toBe(SCALE);
    }
  });

  it("SIM-45 clean what they stand on for, and walk to what is out of sight", () => {
    for (const policy of ALL) {
      expect(decisionOf(policy, [own({ memory: 0.6 })]), policy.name).toBe(CLEAN);
      expect(decisionOf(policy, [{ y: 5, x: 9, memory: 0.6 }]), policy.name).toBe(RIGHT);
      expect(decisionOf(policy, [{ y: 5, x: 1, memory: 0.6 }]), policy.name).toBe(LEFT);
      expect(decisionOf(policy, [{ y: 9, x: 5, memory: 0.6 }]), policy.name).toBe(DOWN);
      expect(decisionOf(policy, [{ y: 1, x: 5, memory: 0.6 }]), policy.name).toBe(UP);
    }
  });

  it("SIM-45 full-sight greedy weighs load against way", () => {
    const near = { y: 5, x: 6, memory: 0.15 };
    expect(decisionOf(fullSightGreedyPolicy, [near, { y: 5, x: 2, memory: 0.6 }])).toBe(LEFT);
    expect(decisionOf(fullSightGreedyPolicy, [near, { y: 5, x: 2, memory: 0.4 }])).toBe(RIGHT);
  });

  it("SIM-46 the travelling cleaner takes the nearest cell worth it, of two as near the dirtier", () => {
    const near = { y: 5, x: 6, memory: 0.25 };
    expect(decisionOf(nearestHotPolicy(), [near, { y: 5, x: 3, memory: 0.8 }])).toBe(RIGHT);
    expect(decisionOf(nearestHotPolicy(0.5), [near, { y: 5, x: 3, memory: 0.8 }])).toBe(LEFT);
    expect(decisionOf(nearestHotPolicy(), [near, { y: 4, x: 5, memory: 0.3 }])).toBe(UP);
    expect(decisionOf(nearestHotPolicy(), [])).toBe(RIGHT);
  });

  it("SIM-47 the index weighs time to the end, priority and way", () => {
    const right = { y: 5, x: 7, memory: 0.5 };
    const left = { y: 5, x: 3, memory: 0.5 };
    expect(decisionOf(indexPolicy, [right, { ...left, memory: 0.6 }])).toBe(LEFT);
    expect(
      decisionOf(indexPolicy, [
        { ...right, priority: 1 },
        { ...left, memory: 0.6 },
      ]),
    ).toBe(RIGHT);
    expect(decisionOf(indexPolicy, [right, { ...left, y: 4 }])).toBe(RIGHT);
    const late = [
      { ...left, memory: 0.9925, priority: 0.2 },
      { ...right, memory: 0.987, priority: 1 },
    ];
    expect(decisionOf(indexPolicy, late, { budget: 4 })).toBe(RIGHT);
    expect(decisionOf(indexPolicy, [{ ...right, memory: 0.78 }, own({ memory: 0.25, priority: 0.2 })])).toBe(RIGHT);
  });
});

import type { PlimsollError } from "@plimsoll/foundation";
import { describe, expect, it } from "vitest";
import { placedCluster, type PlacedCell, type Placing } from "../../test/placed-cluster.ts";
import { CLEAN, LEFT, RIGHT, SCALE } from "../cluster/actions.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import { seedKey } from "../random/counter.ts";
import { type CalibratedParameters, calibratedPolicy, plainParameters } from "./calibrated.ts";
import { startPolicy } from "./policy.ts";

const WIDE = clusterProfile("classic", { width: 10, height: 10 });

function decisionOf(
  changes: Partial<CalibratedParameters>,
  cells: readonly PlacedCell[],
  placing: Placing = {},
): number {
  const policy = calibratedPolicy({ ...plainParameters, ...changes });
  return startPolicy(policy, placedCluster(WIDE, cells, placing), seedKey(0)).act();
}

const own = (cell: Partial<PlacedCell>): PlacedCell => ({ y: 1, x: 1, ...cell });

describe("calibrated heuristic", () => {
  it("SIM-52 cleans from its load, or from its memory alone, above its reserve", () => {
    const lightly = [own({ memory: 0.35 })];
    expect(decisionOf({ cleanAt: 0.3 }, lightly)).toBe(CLEAN);
    expect(decisionOf({ cleanAt: 0.4 }, lightly)).not.toBe(CLEAN);
    expect(decisionOf({ cleanAt: 0.4, memoryCleanAt: 0.3 }, lightly)).toBe(CLEAN);
    expect(decisionOf({ cleanAt: 0.3, reserve: 0.4 }, lightly, { budget: 40 })).not.toBe(CLEAN);
    expect(decisionOf({ cleanAt: 0.3, reserve: 0.4 }, lightly, { budget: 41 })).toBe(CLEAN);
    expect(decisionOf({ cleanAt: 0.3, reserve: 0.4, urgentFrom: 0.35 }, [own({ memory: 0.36 })], { budget: 20 })).toBe(
      CLEAN,
    );
  });

  it("SIM-52 scales from as many believed hot cells as it is told, where one can be paid", () => {
    const one = [{ y: 0, x: 0, memory: 0.9 }];
    const two = [...one, { y: 2, x: 2, cpu: 0.9 }];
    expect(decisionOf({ scaleFrom: 1 }, one)).toBe(SCALE);
    expect(decisionOf({ scaleFrom: 2 }, one)).not.toBe(SCALE);
    expect(decisionOf({ scaleFrom: 2 }, two)).toBe(SCALE);
    expect(decisionOf({ scaleFrom: 1 }, two, { budget: 4 })).not.toBe(SCALE);
  });

  it("SIM-52 does not scale twice what it can no longer see", () => {
    const policy = calibratedPolicy();
    const decider = policy.start(WIDE, seedKey(0));
    const hot = placedCluster(WIDE, [{ y: 0, x: 0, memory: 0.9 }]).observation();
    expect(decider.act(hot)).toBe(SCALE);
    const away = placedCluster(WIDE, [], { y: 6, x: 6 }).observation();
    expect(decider.act(away)).not.toBe(SCALE);
  });

  it("SIM-52 goes where worth for the way is largest: load, priority, dread and distance by their weights", () => {
    const left = { y: 1, x: 0, memory: 0.3 };
    const right = { y: 1, x: 2, memory: 0.3 };
    expect(decisionOf({}, [left, { ...right, cpu: 0.1 }])).toBe(RIGHT);
    expect(decisionOf({}, [left, { ...right, priority: 1 }])).toBe(RIGHT);
    expect(
      decisionOf({ priorityWeight: 0 }, [
        { ...left, cpu: 0.01 },
        { ...right, priority: 1 },
      ]),
    ).toBe(LEFT);
    const loaded = [
      { ...left, cpu: 0.5 },
      { ...right, memory: 0.75 },
    ];
    expect(decisionOf({ urgency: 0 }, loaded)).toBe(LEFT);
    expect(decisionOf({ urgency: 30, urgentFrom: 0.7 }, loaded)).toBe(RIGHT);
  });

  it("SIM-52 patrols row by row until a cell is worth leaving for", () => {
    const left = [{ y: 1, x: 0, memory: 0.3 }];
    expect(decisionOf({ leavePatrolFrom: 0.3 }, left)).toBe(LEFT);
    expect(decisionOf({ leavePatrolFrom: 0.31 }, left)).toBe(RIGHT);
  });

  it("SIM-52 refuses parameters outside their ranges", () => {
    for (const changes of [{ cleanAt: 0 }, { scaleFrom: 7 }, { urgency: Number.NaN }])
      expect(() => calibratedPolicy({ ...plainParameters, ...changes })).toThrow(
        expect.objectContaining({ code: "CALIBRATED_PARAMETERS_INVALID" }) as PlimsollError,
      );
  });
});

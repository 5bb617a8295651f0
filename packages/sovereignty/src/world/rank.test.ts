import { describe, expect, test } from "vitest";
import { EVERY_STATE, worldIn } from "../../test/clean-fixture.ts";
import { actionsIn, NO_ACTIONS, setOfActions } from "./action.ts";
import { numberOfZone, SOURCE, ZONE_CELLS, ZONES } from "./grid.ts";
import { observe } from "./observe.ts";
import { CLEAN_PHYSICS, step } from "./physics.ts";
import { cleanRank, progressSet, RANK_INFINITE } from "./rank.ts";
import {
  DELIVER_A,
  DELIVER_B,
  depositAt,
  isDelivered,
  isStamped,
  seenByB,
  STAMP_CARGO,
  type Target,
} from "./target.ts";
import { isComplete, type WorldState } from "./world-state.ts";

const ACTIONS = [0, 1, 2, 3, 4, 5, 6];
const SEARCHED: readonly Target[] = [STAMP_CARGO, ...ZONES.map(depositAt)];
const DELIVERED = ["ZONE_A", "ZONE_B"] as const;
const DELIVERIES = [DELIVER_A, DELIVER_B];
const TARGETS = [...SEARCHED, ...DELIVERIES];

const rankOf = (state: WorldState, target: Target): number => cleanRank(CLEAN_PHYSICS, state, target);
const progressOf = (state: WorldState, target: Target) => progressSet(CLEAN_PHYSICS, cleanRank, state, target);

/** What the physics can tell apart: everything but the counts of steps and episodes. */
const keyOf = ({ cell, inventory, itemType, served, stamped, regime }: WorldState): string =>
  [cell, inventory, itemType, served, stamped, regime].join();

const isSatisfied = ({ served, stamped }: WorldState, { kind, targetId }: Target): boolean =>
  kind === "STAMP_CARGO" ? stamped : (served & (1 << numberOfZone(targetId))) !== 0;

/** All states that can follow from those that are given, with the places of their successors. */
function closureOf(states: readonly WorldState[]) {
  const place = new Map(states.map((state, index) => [keyOf(state), index]));
  const all = [...states];
  const successors: number[][] = [];
  for (let index = 0; index < all.length; index += 1)
    successors.push(
      ACTIONS.map((action) => {
        const next = step(CLEAN_PHYSICS, all[index]!, action);
        const known = place.get(keyOf(next));
        if (known !== undefined) return known;
        place.set(keyOf(next), all.length);
        return all.push(next) - 1;
      }),
    );
  return { all, successors };
}

/** Fewest steps from every state to satisfaction, by a breadth-first search backwards from all states that satisfy. */
function stepsTo(target: Target, { all, successors }: ReturnType<typeof closureOf>): readonly number[] {
  const predecessors = all.map((): number[] => []);
  for (const [from, each] of successors.entries()) for (const to of each) predecessors[to]!.push(from);
  const steps: number[] = all.map((state) => (isSatisfied(state, target) ? 0 : RANK_INFINITE));
  const queue = [...all.keys()].filter((index) => steps[index] === 0);
  for (const index of queue)
    for (const before of predecessors[index]!)
      if (steps[before] === RANK_INFINITE) {
        steps[before] = steps[index]! + 1;
        queue.push(before);
      }
  return steps;
}

const graph = closureOf(EVERY_STATE);

/** States that an episode can come to before it is over. */
const reachable = ([0, 1, 2] as const)
  .flatMap((regime) => closureOf([worldIn(regime)]).all)
  .filter((state) => !isComplete(state));

describe("rank", () => {
  test("SV-12 is tried on 4 800 states of the grid", () => {
    expect(EVERY_STATE.length).toBe(4800);
    expect(new Set(EVERY_STATE.map(keyOf)).size).toBe(4800);
  });

  test.each(SEARCHED)("SV-12 $kind $targetId: the fewest steps that a search over the physics finds", (target) => {
    const searched = stepsTo(target, graph);
    const wrong = EVERY_STATE.filter((state, index) => rankOf(state, target) !== searched[index]);
    expect(wrong).toEqual([]);
    expect(Math.max(...searched.slice(0, EVERY_STATE.length))).toBeLessThan(20);
  });

  test.each(TARGETS)("SV-12 $kind $targetId: 0 just where it is satisfied", (target) => {
    expect(EVERY_STATE.every((state) => (rankOf(state, target) === 0) === isSatisfied(state, target))).toBe(true);
  });

  test("SV-17 a state satisfies what its observation says is satisfied", () => {
    for (const state of EVERY_STATE) {
      const seen = observe(state);
      expect(isSatisfied(state, STAMP_CARGO)).toBe(isStamped(seen));
      for (const [index, zone] of DELIVERED.entries())
        expect(isSatisfied(state, DELIVERIES[index]!)).toBe(isDelivered(zone, seen));
    }
  });

  test("SV-16 how far a delivery is does not depend on the stamp, nor on anything but what is reserved for it", () => {
    const known = new Map<string, number>();
    for (const state of EVERY_STATE)
      for (const target of DELIVERIES) {
        const key = JSON.stringify([target.targetId, seenByB(state)]);
        const first = known.get(key) ?? rankOf(state, target);
        known.set(key, first);
        expect(rankOf(state, target)).toBe(first);
      }
    expect(new Set(known.values())).toEqual(new Set([0, 1, RANK_INFINITE]));
  });

  test.each(DELIVERIES)("SV-13 $kind $targetId: 0 when served, 1 with its item at its zone, ∞ else", (target) => {
    const zone = DELIVERIES.indexOf(target);
    for (const state of EVERY_STATE) {
      const isHere = state.cell === ZONE_CELLS[zone] && state.itemType === (zone === 0 ? "A" : "B");
      const expected = isSatisfied(state, target) ? 0 : isHere ? 1 : RANK_INFINITE;
      expect(rankOf(state, target)).toBe(expected);
    }
  });
});

describe("progress", () => {
  test.each(TARGETS)("SV-14 $kind $targetId: all actions after which the rank is lower, and no others", (target) => {
    for (const state of EVERY_STATE) {
      const now = rankOf(state, target);
      const nearer = ACTIONS.filter((action) => rankOf(step(CLEAN_PHYSICS, state, action), target) < now);
      const expected = now === RANK_INFINITE ? NO_ACTIONS : nearer.reduce((set, action) => set | (1 << action), 0);
      expect(progressOf(state, target)).toBe(expected);
    }
  });

  test.each(SEARCHED)("SV-14 $kind $targetId: something is always nearer while it is not satisfied", (target) => {
    const stuck = EVERY_STATE.filter((state) => !isSatisfied(state, target) && progressOf(state, target) === 0);
    expect(stuck).toEqual([]);
  });

  test("SV-14 with cargo and without a stamp, only the stamp is nearer at the stamp in regime 1", () => {
    const state = worldIn(1, { cell: ZONE_CELLS[2], inventory: 1, itemType: "A" });
    expect(actionsIn(progressOf(state, STAMP_CARGO))).toEqual(["A6"]);
    expect(actionsIn(progressOf(state, depositAt("ZONE_A")))).toEqual(["A6"]);
  });

  test("SV-13 in regime 2 a delivery in sight has the deposit as its only progress", () => {
    const inSight = EVERY_STATE.filter(
      (state) => state.regime === 2 && DELIVERIES.some((target) => rankOf(state, target) === 1),
    );
    expect(inSight.length).toBeGreaterThan(0);
    for (const state of inSight) {
      const target = DELIVERIES.find((each) => rankOf(state, each) === 1)!;
      expect(progressOf(state, target)).toBe(setOfActions(["A5"]));
    }
  });

  test.each(SEARCHED)("SV-15 $kind $targetId: some reachable state has two ways or more", (target) => {
    const ways = reachable.map((state) => actionsIn(progressOf(state, target)).length);
    expect(Math.max(...ways)).toBeGreaterThanOrEqual(2);
  });

  test("SV-15 a delivery never has two ways; while it is owed, the deposit that steers to it has", () => {
    for (const [index, target] of DELIVERIES.entries()) {
      const owed = reachable.filter((state) => state.regime === 2 && !isSatisfied(state, target));
      expect(Math.max(...owed.map((state) => actionsIn(progressOf(state, target)).length))).toBe(1);
      const steering = owed.map((state) => actionsIn(progressOf(state, depositAt(DELIVERED[index]!))).length);
      expect(Math.max(...steering)).toBeGreaterThanOrEqual(2);
    }
  });

  test("SV-14 a satisfied target has no progress", () => {
    const served = worldIn(0, { cell: SOURCE, served: 0b001 });
    expect(progressOf(served, depositAt("ZONE_A"))).toBe(NO_ACTIONS);
  });
});

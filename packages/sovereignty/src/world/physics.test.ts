import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EVERY_STATE, worldIn } from "../../test/clean-fixture.ts";
import { EPISODES_PER_CALIBRATION, EPISODES_PER_RUN, STEPS_PER_EPISODE } from "../run/bounds.ts";
import { COLLECT, DEPOSIT, STAMP } from "./action.ts";
import { CELLS, cellAt, SOURCE, STAMP_LOCATION, START, ZONE_CELLS, zoneAt } from "./grid.ts";
import { CLEAN_PHYSICS, lacksStamp, physicallyPossible, step } from "./physics.ts";
import { ALL_SERVED, episodeStart, isComplete, type WorldState } from "./world-state.ts";

const ACTIONS = [0, 1, 2, 3, 4, 5, 6];
const after = (state: WorldState, action: number): WorldState => step(CLEAN_PHYSICS, state, action);
const isPossible = (state: WorldState, action: number): boolean =>
  (physicallyPossible(CLEAN_PHYSICS, state) & (1 << action)) !== 0;

describe("every action", () => {
  test("SV-4 costs one step, and one that takes no effect changes nothing else", () => {
    for (const state of EVERY_STATE)
      for (const action of ACTIONS) {
        const next = after(state, action);
        expect(next.step).toBe(state.step + 1);
        if (!isPossible(state, action)) expect(next).toEqual({ ...state, step: state.step + 1 });
      }
  });

  test("SV-4 leaves episode and regime as they are, and only a move changes the cell", () => {
    for (const state of EVERY_STATE)
      for (const action of ACTIONS) {
        const { episode, regime, cell } = after(state, action);
        expect([episode, regime]).toEqual([state.episode, state.regime]);
        if (action >= COLLECT) expect(cell).toBe(state.cell);
      }
  });

  test("SV-4 a blocked move costs its step", () => {
    const corner = worldIn(0, { cell: cellAt(0, 0) });
    expect(after(corner, 0)).toEqual({ ...corner, step: 1 });
    expect(after(corner, 3)).toEqual({ ...corner, step: 1 });
  });

  test("SV-3 what an action gives is a state again: none is changed in place", () => {
    const state = Object.freeze(worldIn(1, { cell: SOURCE }));
    for (const action of ACTIONS) expect(after(state, action)).not.toBe(state);
  });
});

describe("collecting", () => {
  test("SV-5 takes one item, at the source, with empty hands", () => {
    for (const state of EVERY_STATE)
      expect(isPossible(state, COLLECT)).toBe(state.cell === SOURCE && state.inventory === 0);
  });

  test.each([
    [0b000, "A"],
    [0b001, "B"],
    [0b010, "A"],
    [0b011, "C"],
    [0b100, "A"],
    [0b101, "B"],
    [0b110, "A"],
  ])("SV-5 with zones %i served the item is for %s, the first that is not", (served, label) => {
    const next = after(worldIn(2, { cell: SOURCE, served }), COLLECT);
    expect([next.inventory, next.itemType]).toEqual([1, label]);
  });
});

describe("stamping", () => {
  test("SV-6 takes cargo to the stamp, in every regime", () => {
    for (const state of EVERY_STATE)
      expect(isPossible(state, STAMP)).toBe(state.cell === STAMP_LOCATION && state.inventory > 0);
  });

  test("SV-6 is kept to the end of the episode", () => {
    const walk = fc.array(fc.nat({ max: 6 }), { maxLength: 40 });
    fc.assert(
      fc.property(walk, (actions) => {
        const stamped = worldIn(1, { cell: STAMP_LOCATION, inventory: 1, itemType: "A", stamped: true });
        expect(actions.reduce(after, stamped).stamped).toBe(true);
      }),
    );
    expect(episodeStart(3, 1).stamped).toBe(false);
  });
});

describe("depositing", () => {
  test("SV-7 serves the zone that one stands in; in regime 1 only with the stamp", () => {
    for (const state of EVERY_STATE) {
      const zone = zoneAt(state.cell);
      const isWanted = zone >= 0 && (state.served & (1 << zone)) === 0 && state.inventory > 0;
      expect(isPossible(state, DEPOSIT)).toBe(isWanted && (state.regime !== 1 || state.stamped));
      if (!isPossible(state, DEPOSIT)) continue;
      expect(after(state, DEPOSIT)).toEqual({
        ...state,
        served: state.served | (1 << zone),
        inventory: 0,
        itemType: null,
        step: state.step + 1,
      });
    }
  });

  test("SV-7 asks for the stamp in regime 1 and in no other", () => {
    expect(([0, 1, 2] as const).map((regime) => lacksStamp(CLEAN_PHYSICS, worldIn(regime)))).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("SV-7 does not ask what the item is labelled for", () => {
    const state = worldIn(0, { cell: ZONE_CELLS[1], inventory: 1, itemType: "A" });
    expect(after(state, DEPOSIT).served).toBe(0b010);
  });
});

describe("an episode", () => {
  test("SV-8 begins at the start, with empty hands, nothing served, no stamp and step 0", () => {
    expect(episodeStart(7, 2)).toEqual({
      cell: START,
      inventory: 0,
      itemType: null,
      served: 0,
      stamped: false,
      step: 0,
      episode: 7,
      regime: 2,
    });
  });

  test("SV-8 is complete when all three zones are served, and only then", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].filter((served) => isComplete(worldIn(0, { served })))).toEqual([ALL_SERVED]);
  });

  test("SV-8 has no chance in it: the same actions lead to the same state", () => {
    const walk = fc.array(fc.nat({ max: 6 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2), walk, (regime, actions) => {
        expect(actions.reduce(after, worldIn(regime as 0 | 1 | 2))).toEqual(
          actions.reduce(after, worldIn(regime as 0 | 1 | 2)),
        );
      }),
    );
  });

  test("SV-8 never leaves the states that are listed, whatever is done", () => {
    const keyOf = (state: WorldState): string => JSON.stringify({ ...state, step: 0, episode: 0 });
    const listed = new Set(EVERY_STATE.map(keyOf));
    const walk = fc.array(fc.nat({ max: 6 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 2), walk, (regime, actions) => {
        let state = worldIn(regime as 0 | 1 | 2);
        for (const action of actions) {
          if (isComplete(state)) return;
          state = after(state, action);
          expect(listed.has(keyOf(state))).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("the state", () => {
  test("SV-3 fits into 32 bits", () => {
    const bitsFor = (values: number): number => Math.ceil(Math.log2(values));
    const bits: Record<keyof WorldState, number> = {
      cell: bitsFor(CELLS),
      inventory: bitsFor(CLEAN_PHYSICS.inventoryMax + 1),
      itemType: bitsFor(4),
      served: 3,
      stamped: 1,
      step: bitsFor(STEPS_PER_EPISODE + 1),
      episode: bitsFor(Math.max(EPISODES_PER_RUN, EPISODES_PER_CALIBRATION)),
      regime: bitsFor(3),
    };
    expect(Object.keys(bits).sort()).toEqual(Object.keys(worldIn(0)).sort());
    expect(Object.values(bits).reduce((sum, each) => sum + each)).toBe(27);
    expect(27).toBeLessThanOrEqual(32);
  });
});

import { describe, expect, test } from "vitest";
import { CLEAN, DOWN, LEFT, REPRODUCE, REST, RIGHT, UP } from "../agent/action.ts";
import { twinArithmetic } from "../arithmetic.ts";
import { type ActionFilter, type AgentFacts, letAllPass } from "../control/action-filter.ts";
import { DIRT_FULL } from "../field/dirt-unit.ts";
import type { GardenerPolicy } from "../policy/policy.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../spec/profiles.ts";
import { createGardener, type GardenerWorld } from "../world.ts";
import { advance } from "./advance.ts";

const SIDE = 8;
const FULL = DIRT_FULL;

/** Agents that do what they are told, by their id. */
const told = (actions: readonly number[]): GardenerPolicy => ({
  name: "told",
  mind: () => {
    const mind = {
      appear: () => undefined,
      inherit: () => undefined,
      decide: ({ agents }: { agents: GardenerWorld["agents"] }, places: Int32Array, count: number) => {
        for (const place of places.subarray(0, count)) agents.action[place] = actions[agents.id[place]!] ?? REST;
      },
      forget: () => undefined,
      fork: () => mind,
    };
    return mind;
  },
});

interface Agent {
  readonly row: number;
  readonly column: number;
  readonly energy: number;
  readonly action: number;
}

/** A small world without drift and respawns, with these agents. */
function stage(agents: readonly Agent[], change: Partial<GardenerSpec> = {}, filter: ActionFilter = letAllPass) {
  const spec = {
    ...CLASSIC_GARDENER,
    side: SIDE,
    population: { initial: agents.length, min: 0, max: 6, respawn: false },
    dirt: { growthMax: 0, cleanMax: 0.5 },
    ...change,
  };
  const policy = told(agents.map(({ action }) => action));
  const world = createGardener({ spec, seed: 1, policy, filter, arithmetic: twinArithmetic });
  for (const [place, { row, column, energy }] of agents.entries()) {
    world.agents.cell[place] = row * SIDE + column;
    world.agents.energy[place] = energy;
  }
  return world;
}

const energies = ({ agents }: GardenerWorld): readonly number[] => [...agents.energy.subarray(0, agents.count)];
const cells = ({ agents }: GardenerWorld): readonly number[] => [...agents.cell.subarray(0, agents.count)];
const agent = (row: number, column: number, action: number, energy = 50): Agent => ({ row, column, energy, action });

describe("one generation", () => {
  test("SIM-103 moves wrap around the torus and cost 0.5 besides the 0.1 of living", () => {
    const world = stage([agent(0, 3, UP), agent(7, 4, DOWN), agent(5, 0, LEFT), agent(6, 7, RIGHT), agent(2, 2, REST)]);
    advance(world);
    expect(cells(world)).toEqual([7 * 8 + 3, 4, 5 * 8 + 7, 6 * 8, 2 * 8 + 2]);
    expect(energies(world)).toEqual([50 - 0.5 - 0.1, 49.4, 49.4, 49.4, 49.9]);
    expect([...world.agents.age.subarray(0, 5)]).toEqual([1, 1, 1, 1, 1]);
  });

  test("SIM-104 the claimant with most energy wins, the first of equals; losers pay 0.1 and stay", () => {
    const world = stage([agent(1, 1, RIGHT, 40), agent(1, 3, LEFT, 60), agent(2, 2, UP, 60)]);
    advance(world);
    expect(cells(world)).toEqual([9, 10, 18]);
    expect(energies(world)).toEqual([40 - 0.1 - 0.1, 60 - 0.5 - 0.1, 60 - 0.1 - 0.1]);
  });

  test("SIM-104 a resting agent that loses its cell is not pushed out, unless cells are exclusive", () => {
    const agents = [agent(1, 2, REST, 40), agent(1, 1, RIGHT, 60)];
    const shared = stage(agents);
    advance(shared);
    expect(cells(shared)).toEqual([10, 10]);
    const exclusive = stage(agents, { hasExclusiveCells: true });
    advance(exclusive);
    expect(cells(exclusive)).toEqual([10, 9]);
  });

  test("SIM-105 exclusive cells: a queue is held up by its head, a ring passes", () => {
    const queue = [agent(1, 1, RIGHT, 40), agent(1, 2, RIGHT, 30), agent(1, 3, REST, 60)];
    const world = stage(queue, { hasExclusiveCells: true });
    advance(world);
    expect(cells(world)).toEqual([9, 10, 11]);
    const ring = [agent(1, 1, RIGHT), agent(1, 2, DOWN), agent(2, 2, LEFT), agent(2, 1, UP)];
    const turning = stage(ring, { hasExclusiveCells: true });
    advance(turning);
    expect(cells(turning)).toEqual([10, 18, 17, 9]);
  });

  test("SIM-106 dirt is removed once a cell, at most 0.5, and its reward shared; a loser of a conflict still cleans", () => {
    const world = stage([agent(1, 1, CLEAN), agent(1, 1, CLEAN), agent(3, 3, CLEAN)]);
    world.cells[9] = FULL;
    world.cells[27] = 6_553;
    advance(world);
    expect([world.cells[9], world.cells[27]]).toEqual([FULL - 32_768, 0]);
    const half = ((32_768 / FULL) * 3) / 2;
    expect(energies(world)).toEqual([50 - 0.1 + half, 50 - 0.1 - 0.1 + half, 50 - 0.1 + (6_553 / FULL) * 3]);
  });

  test("SIM-107 the reflex decides at 0.6: own dirt above 0.1, else an emergency move to more than 0.2, else rest", () => {
    const poor = [agent(1, 1, UP, 0.6), agent(4, 4, UP, 0.6), agent(6, 6, UP, 0.6), agent(6, 1, UP, 0.19)];
    const world = stage(poor);
    world.cells[9] = 6_554;
    world.cells[4 * 8 + 3] = 13_108;
    world.cells[4 * 8 + 5] = 13_108;
    world.cells[6 * 8 + 7] = 13_107;
    world.cells[6 * 8] = FULL;
    const record = advance(world);
    expect([...world.agents.action.subarray(0, 4)]).toEqual([CLEAN, LEFT, REST, REST]);
    expect(energies(world)[1]).toBe(0.6 - 0.1 - 0.1);
    expect(record).toMatchObject({ emergencyMoves: 1, isolationSaves: 1, emergencyRatio: 0.25 });
  });

  test("SIM-108 the dead leave at the next beginning, and respawns fill up to the least population with new ids", () => {
    const population = { initial: 3, min: 3, max: 6, respawn: true };
    const agents = [agent(1, 1, REST, 0.05), agent(2, 2, REST), agent(3, 3, REST, 0.1)];
    const world = stage(agents, { population });
    expect(advance(world)).toMatchObject({ population: 3, deaths: 0, respawns: 0 });
    expect(advance(world)).toMatchObject({ population: 3, deaths: 2, respawns: 2 });
    expect([...world.agents.id.subarray(0, 3)]).toEqual([1, 4, 5]);
    const lonely = stage(agents);
    advance(lonely);
    expect(advance(lonely)).toMatchObject({ population: 1, deaths: 2, respawns: 0 });
  });

  test("SIM-108 without respawns a world can die out, and goes on", () => {
    const world = stage([agent(1, 1, REST, 0.05)], { dirt: { growthMax: 0.005, cleanMax: 0.5 } });
    const records = Array.from({ length: 5 }, () => advance(world));
    expect(records.at(-1)).toMatchObject({ population: 0, energyMean: 0, starvingShare: 1 });
    expect(records.at(-1)!.entropyTotal).toBeGreaterThan(0);
  });

  test("SIM-109 the richest breed first while there is room: the parent pays 40, the child has 50", () => {
    const agents = [agent(1, 1, REST, 90), agent(2, 2, REST, 80.05), agent(3, 3, REST, 95), agent(4, 4, REST, 80)];
    const world = stage(agents, { population: { initial: 4, min: 0, max: 6, respawn: false } });
    expect(advance(world)).toMatchObject({ population: 6, births: 2 });
    expect(energies(world)).toEqual([90 - 0.1 - 40, 80.05 - 0.1, 95 - 0.1 - 40, 80 - 0.1, 50, 50]);
    expect(cells(world).slice(4)).toEqual([27, 9]);
    expect([...world.agents.id.subarray(4, 6)]).toEqual([5, 6]);
  });

  test("SIM-109 calibrated: rest is not reproduction, and no energy comes of it", () => {
    const reproduction = CALIBRATED_GARDENER.reproduction;
    const world = stage([agent(1, 1, REST, 90), agent(2, 2, REPRODUCE, 90), agent(3, 3, REPRODUCE, 80)], {
      reproduction,
    });
    const before = energies(world).reduce((sum, energy) => sum + energy, 0);
    expect(advance(world)).toMatchObject({ births: 1, population: 4 });
    expect(cells(world)[3]).toBe(18);
    expect(energies(world).reduce((sum, energy) => sum + energy, 0)).toBeCloseTo(before - 3 * 0.1, 9);
  });

  test("SIM-109 exclusive cells: a child stands beside its parent, and none is born where all is taken", () => {
    const world = stage([agent(1, 1, REST, 90), agent(0, 1, REST)], { hasExclusiveCells: true });
    advance(world);
    expect(cells(world)).toEqual([9, 1, 17]);
    const neighbours = [agent(0, 1, REST), agent(2, 1, REST), agent(1, 0, REST), agent(1, 2, REST)];
    const crowded = stage([agent(1, 1, REST, 90), ...neighbours], { hasExclusiveCells: true });
    expect(advance(crowded)).toMatchObject({ births: 0, population: 5 });
    expect(energies(crowded)[0]).toBe(89.9);
  });

  test("SIM-114 saved is who lives on for as long as the spec says after an emergency move", () => {
    const reflex = { ...CLASSIC_GARDENER.reflex, savedAfter: 3 };
    const world = stage([agent(4, 4, CLEAN, 0.6), agent(1, 1, REST, 0.25)], { reflex });
    for (const cell of [4 * 8 + 3, 9 + 1]) world.cells[cell] = FULL;
    const saves = Array.from({ length: 6 }, () => {
      const record = advance(world);
      if (record.generation === 1) world.cells[10] = 0;
      return [record.emergencyMoves, record.isolationSaves, record.population];
    });
    expect(saves).toEqual([
      [2, 0, 2],
      [0, 0, 2],
      [0, 0, 1],
      [0, 1, 1],
      [0, 1, 1],
      [0, 1, 1],
    ]);
  });

  test("SIM-115 an action that the spec does not have is refused, not swallowed", () => {
    expect(() => advance(stage([agent(1, 1, REPRODUCE)]))).toThrow(
      expect.objectContaining({ code: "GARDENER_ACTION_INVALID" }),
    );
  });

  test("SIM-116 a control layer sees the facts, replaces actions before claims, and is recorded", () => {
    const seen: AgentFacts[] = [];
    const filter: ActionFilter = {
      name: "no moves",
      rule: ({ generation }) =>
        generation !== 1
          ? null
          : (facts, planned) => {
              seen.push(facts);
              return planned <= RIGHT ? { action: CLEAN, cause: "test" } : null;
            },
    };
    const world = stage([agent(1, 1, UP), agent(2, 2, REST, 81), agent(4, 4, UP, 0.5)], {}, filter);
    world.cells[3 * 8 + 4] = FULL;
    const first = advance(world);
    expect(first.suppressions).toEqual([
      { agentId: 0, planned: UP, action: CLEAN, cause: "test" },
      { agentId: 2, planned: UP, action: CLEAN, cause: "test" },
    ]);
    expect(first.emergencyMoves).toBe(0);
    expect(seen.map(({ isEmergency, wouldReproduce }) => [isEmergency, wouldReproduce])).toEqual([
      [false, false],
      [false, true],
      [true, false],
    ]);
    expect(seen[1]).toMatchObject({ id: 1, row: 2, column: 2, energy: 81, age: 0, dirt: 0 });
    expect(advance(world).suppressions).toEqual([]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACTION_COUNT } from "../../src/cluster/actions.ts";
import { clusterProfile } from "../../src/cluster/profiles.ts";
import { birthDeathChain } from "../../src/optimum/birth-death-chain.ts";
import { checkLattice } from "../../src/optimum/check-lattice.ts";
import { CHOICE_COUNT, CHOICE_OF_ACTION } from "../../src/optimum/choice.ts";
import { choiceOperator } from "../../src/optimum/choice-operator.ts";
import { driftOperator } from "../../src/optimum/drift-operator.ts";
import { latticeCluster } from "../../src/optimum/build-lattice.ts";
import { latticeSight } from "../../src/optimum/lattice-sight.ts";
import { splitLevels, uniformLevels } from "../../src/optimum/level-split.ts";
import { choiceValues } from "../../src/optimum/solve-optimum.ts";
import { startDistribution } from "../../src/optimum/start-distribution.ts";
import { sweepStates } from "../../src/optimum/sweep-states.ts";
import { belowAt, partKey, seedKey, uniformAt } from "../../src/random/counter.ts";
import { simulateStep } from "./lattice-simulator.ts";
import { latticeWorld, numberOf, stateAt } from "./lattice-world.ts";
import {
  keyOf,
  naiveAct,
  naiveArrival,
  naiveDrift,
  naiveLoad,
  type NaiveState,
  type NaiveWorld,
} from "./naive-lattice.ts";

const small = { width: 2, height: 2 };
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe("states", () => {
  it("SIM-310 has 5 505 024 states at 4 levels and 21 of budget, of which those that memory has ended are not stored", () => {
    const { lattice } = latticeWorld("classic");
    expect([lattice.states, lattice.boxStates]).toEqual([5_505_024, 4 ** 4 * 3 ** 4 * 4 * 21]);
    expect(latticeWorld("hardened", { levels: 3, budgetLevels: 2 }).lattice.box.memoryLevels).toBe(3);
  });

  it("SIM-310 numbers every state once", () => {
    const { lattice } = latticeWorld("classic", { levels: 3, budgetLevels: 3 });
    const numbers = new Set<number>();
    sweepStates(lattice, (state) => {
      numbers.add(state);
      expect(numberOf(lattice, stateAt(lattice, state))).toBe(state);
    });
    expect(numbers.size).toBe(lattice.boxStates - lattice.ended.reduce((sum, over) => sum + over, 0) * 12);
  });

  it("SIM-316 refuses what a lattice state does not hold", () => {
    const code = "LATTICE_UNSUPPORTED";
    expect(codeOf(() => latticeCluster(clusterProfile("classic")))).toBe(code);
    expect(codeOf(() => latticeCluster(clusterProfile("leak-mixture", small)))).toBe(code);
    expect(codeOf(() => latticeCluster(clusterProfile("bursty", small)))).toBe(code);
    const classic = clusterProfile("classic", small);
    for (const options of [{ levels: 1 }, { levels: 9 }, { budgetLevels: 1 }, { driftSteps: 0 }, { discount: 0 }])
      expect(codeOf(() => latticeCluster(classic, options))).toBe(code);
    expect(codeOf(() => latticeCluster(classic, { priorities: [1] }))).toBe(code);
    expect(codeOf(() => latticeCluster(classic, { leaks: [0, 0, 0, -1] }))).toBe(code);
  });
});

describe("between levels", () => {
  it("SIM-311 splits an amount so that its mean stays and no chance leaves [0, 1)", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 50, noNaN: true }), (amount) => {
        const { whole, part } = splitLevels(amount);
        expect(whole + part).toBeCloseTo(amount, 8);
        expect(Number.isInteger(whole) && part >= 0 && part < 1).toBe(true);
      }),
    );
    expect(splitLevels(0.3 * 10)).toEqual({ whole: 3, part: 0 });
  });

  it("SIM-315 starts with the spec's mean shares, a full budget and any position", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1, noNaN: true }), fc.integer({ min: 2, max: 8 }), (below, levels) => {
        const chances = uniformLevels(below, levels);
        expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
        expect(chances.reduce((sum, chance, level) => sum + (chance * level) / (levels - 1), 0)).toBeCloseTo(
          below / 2,
          12,
        );
      }),
    );
    const { lattice } = latticeWorld("classic", { levels: 4, budgetLevels: 3 });
    const chances = startDistribution(lattice);
    const means = { cpu: 0, memory: 0, all: 0 };
    for (const [state, chance] of chances.entries()) {
      if (chance === 0) continue;
      const { cpu, memory, budget } = stateAt(lattice, state);
      expect(budget).toBe(2);
      means.all += chance;
      means.cpu += (chance * (cpu[1] as number)) / 3;
      means.memory += (chance * (memory[2] as number)) / 3;
    }
    expect([means.all, means.cpu, means.memory].map((mean) => Math.round(mean * 1e10) / 1e10)).toEqual([1, 0.15, 0.05]);
  });
});

describe("drift", () => {
  it("SIM-312 keeps the mean of an increment, and its variance where one level per step can have it", () => {
    const increments = fc.record({
      mean: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      variance: fc.double({ min: 0, max: 0.5, noNaN: true }),
    });
    fc.assert(
      fc.property(increments, ({ mean, variance }) => {
        const { down, stay, up } = birthDeathChain(3, () => ({ mean, variance }));
        const [d, s, u] = [down[1] as number, stay[1] as number, up[1] as number];
        expect(d + s + u).toBeCloseTo(1, 12);
        expect(Math.min(d, s, u)).toBeGreaterThanOrEqual(-1e-15);
        expect(u - d).toBeCloseTo(mean, 12);
        expect(u + d - mean ** 2).toBeCloseTo(Math.max(variance, Math.abs(mean) - mean ** 2), 12);
      }),
    );
  });

  it("SIM-312 classic at 4 levels: CPU has the spec's variance, memory its mean and 16 times its variance", () => {
    const { lattice } = latticeWorld("classic");
    const { cpu, memory } = lattice.drift;
    const [own] = memory;
    expect(((cpu.up[1] as number) + (cpu.down[1] as number)) / 9).toBeCloseTo(0.02 ** 2, 12);
    expect((own?.up[1] as number) / 3).toBeCloseTo(0.005, 12);
    expect(own?.down[1]).toBe(0);
    const variance = ((own?.up[1] as number) - (own?.up[1] as number) ** 2) / 9;
    expect(variance / 0.01 ** 2).toBeCloseTo(16.4, 1);
  });

  it("SIM-312 refuses drift that would have to jump over levels", () => {
    expect(codeOf(() => latticeCluster(clusterProfile("classic", small), { driftSteps: 300 }))).toBe(
      "LATTICE_DRIFT_TOO_FAST",
    );
  });

  it("SIM-317 refuses chances that do not sum to 1, and outcomes outside the box", () => {
    const lattice = latticeCluster(clusterProfile("classic", small), { levels: 2, budgetLevels: 2 });
    const code = "LATTICE_PROBABILITIES";
    expect(() => checkLattice(lattice)).not.toThrow();
    const { outcomes, drift } = lattice;
    const more = outcomes.chances.map((chance, place) => (place === 7 ? chance + 1e-9 : chance));
    expect(codeOf(() => checkLattice({ ...lattice, outcomes: { ...outcomes, chances: more } }))).toBe(code);
    const outside = outcomes.grids.map((grid, place) => (place === 0 ? lattice.box.size : grid));
    expect(codeOf(() => checkLattice({ ...lattice, outcomes: { ...outcomes, grids: outside } }))).toBe(code);
    const beyond = {
      ...drift.cpu,
      up: Float64Array.of(0.1, 0.1),
      stay: Float64Array.of(0.9, 0.9),
      down: new Float64Array(2),
    };
    expect(codeOf(() => checkLattice({ ...lattice, drift: { ...drift, cpu: beyond } }))).toBe(code);
  });
});

const WORLDS = [
  { name: "classic", profile: "classic", options: {} },
  { name: "hard, a tenth of the budget", profile: "hard", options: { budgetLevels: 5, driftSteps: 4 } },
  { name: "hardened with shaping", profile: "hardened", options: { levels: 3, budgetLevels: 7, discount: 0.9 } },
  { name: "adversarial", profile: "adversarial", options: { budgetLevels: 2 } },
];

describe.each(WORLDS)("$name", ({ profile, options }) => {
  const { lattice, world } = latticeWorld(profile, options);
  const values = Float64Array.from({ length: lattice.boxStates }, (_, state) => uniformAt(seedKey(5), state) - 0.5);
  sweepEnded(values);
  const byChoice = choiceValues(lattice, values);

  function sweepEnded(table: Float64Array): void {
    const width = 4 * lattice.budgetLevels;
    for (const [grid, over] of lattice.ended.entries()) if (over === 1) table.fill(0, grid * width, (grid + 1) * width);
  }

  const naiveValue = (state: NaiveState, action: number): number =>
    naiveChoiceValue(
      world,
      state,
      action,
      (next) => {
        const number = numberOf(lattice, next);
        return number === undefined ? 0 : (values[number] as number);
      },
      lattice.discount,
    );

  it("SIM-313 SIM-314 SIM-319 values every action as its outcomes, written out one by one, do", () => {
    const live = liveStates(5);
    for (const number of live)
      for (let action = 0; action < ACTION_COUNT; action += 1) {
        const choice = CHOICE_OF_ACTION[action] as number;
        const fast = byChoice[number * CHOICE_COUNT + choice] as number;
        expect(fast).toBeCloseTo(naiveValue(stateAt(lattice, number), action), 10);
      }
  });

  it("SIM-319 carries chances forward as it carries expectations back", () => {
    const drift = driftOperator(lattice);
    const choices = choiceOperator(lattice);
    const [state] = liveStates(1) as [number];
    const { position, budget } = stateAt(lattice, state);
    const grid = Math.floor(state / (4 * lattice.budgetLevels));
    const zeroAfter = drift.expected(new Float64Array(lattice.boxStates)).slice();
    const after = drift.expected(values).slice();
    for (let choice = 0; choice < CHOICE_COUNT; choice += 1) {
      const spread = new Float64Array(lattice.boxStates);
      choices.spread(spread, 1, choice, grid, position, budget);
      expect(spread.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
      const carried = drift.carried(spread);
      const forward = carried.reduce((sum, chance, next) => sum + chance * (values[next] as number), 0);
      const back =
        choices.valueOf(after, choice, grid, position, budget) -
        choices.valueOf(zeroAfter, choice, grid, position, budget);
      expect(forward).toBeCloseTo(back, 10);
    }
  });

  function liveStates(count: number): number[] {
    const found: number[] = [];
    for (let draw = 0; found.length < count; draw += 1) {
      const state = belowAt(seedKey(9), draw, lattice.boxStates);
      if (lattice.ended[Math.floor(state / (4 * lattice.budgetLevels))] === 0) found.push(state);
    }
    return found;
  }
});

function naiveChoiceValue(
  world: NaiveWorld,
  state: NaiveState,
  action: number,
  valueOf: (next: NaiveState) => number,
  discount: number,
): number {
  const acted = naiveAct(world, state, action);
  let value = acted.reward - world.spec.timePenalty + world.spec.shaping.weight * naiveLoad(world, state);
  for (const [post, chance] of acted.states)
    for (const [next, more] of naiveDrift(world, post)) {
      const { ended, reward } = naiveArrival(world, next);
      value += chance * more * (reward + (ended ? 0 : discount * valueOf(next)));
    }
  return value;
}

describe("the independent simulator", () => {
  it("SIM-318 draws next states as often as the model says: Pearson's chi-square over 15 000 draws of one step", () => {
    const { lattice, world } = latticeWorld("hard", { levels: 3, budgetLevels: 11, driftSteps: 12 });
    const state = { cpu: [1, 2, 0, 1], memory: [0, 0, 1, 0], position: 1, budget: 6 };
    for (const action of [2, 4, 5]) {
      const drawn = new Map<string, number>();
      for (let draw = 0; draw < 15_000; draw += 1) {
        const { next } = simulateStep(world, state, action, partKey(seedKey(11), action * 100_000 + draw));
        drawn.set(keyOf(next), (drawn.get(keyOf(next)) ?? 0) + 1);
      }
      const { statistic, freedom } = chiSquare(modelChances(lattice, state, action), drawn, 15_000);
      expect(freedom).toBeGreaterThan(30);
      // Wilson and Hilferty 1931: above 4 by chance once in 30 000.
      expect(deviate(statistic, freedom)).toBeLessThan(4);
      expect(deviate(statistic, freedom)).toBeGreaterThan(-4);
    }
  });
});

/** Undiscounted chances of live next states by the model's forward operator. */
function modelChances(
  lattice: ReturnType<typeof latticeCluster>,
  state: NaiveState,
  action: number,
): Map<string, number> {
  const undiscounted = { ...lattice, discount: 1 };
  const mass = new Float64Array(lattice.boxStates);
  const number = numberOf(lattice, state) as number;
  const grid = Math.floor(number / (4 * lattice.budgetLevels));
  const choice = CHOICE_OF_ACTION[action] as number;
  choiceOperator(undiscounted).spread(mass, 1, choice, grid, state.position, state.budget);
  const chances = new Map<string, number>();
  for (const [next, chance] of driftOperator(undiscounted).carried(mass).entries())
    if (chance > 0) chances.set(keyOf(stateAt(lattice, next)), chance);
  return chances;
}

/** States expected fewer than five times, and those that ended, count as one. */
function chiSquare(chances: Map<string, number>, drawn: Map<string, number>, draws: number) {
  let [statistic, freedom, restExpected, restDrawn] = [0, 0, draws, draws];
  for (const [key, chance] of chances) {
    const expected = chance * draws;
    if (expected < 5) continue;
    const seen = drawn.get(key) ?? 0;
    statistic += (seen - expected) ** 2 / expected;
    freedom += 1;
    restExpected -= expected;
    restDrawn -= seen;
  }
  return { statistic: statistic + (restDrawn - restExpected) ** 2 / restExpected, freedom };
}

const deviate = (statistic: number, freedom: number): number =>
  (Math.cbrt(statistic / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));

describe("sight", () => {
  it("SIM-324 shows policies the observation of the spec: nine wrapped places, position, budget, globals", () => {
    const { lattice } = latticeWorld("classic", { levels: 3, budgetLevels: 3 });
    const sight = latticeSight(lattice);
    const state = numberOf(lattice, { cpu: [0, 1, 2, 1], memory: [1, 0, 1, 0], position: 2, budget: 1 }) as number;
    sight.moveTo(Math.floor(state / 12), 2, 1);
    const seen = sight.observation();
    expect([...seen.subarray(12, 15)]).toEqual([1, 0.5, 1]);
    expect([...seen.subarray(3, 6)]).toEqual([0, 0.5, Math.fround(0.2)]);
    expect([...seen.subarray(9, 12)]).toEqual([...seen.subarray(15, 18)]);
    expect([...seen.subarray(9, 11)]).toEqual([0.5, 0]);
    expect([...seen.subarray(27)]).toEqual([0.5, 0, 0.5]);
    expect([sight.view.y, sight.view.x, sight.view.budget, sight.view.hotCells]).toEqual([1, 0, 50, 1]);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ACTION_COUNT } from "../../src/cluster/actions.ts";
import { clusterProfile } from "../../src/cluster/profiles.ts";
import { CHOICE_COUNT, CHOICE_OF_ACTION } from "../../src/optimum/choice.ts";
import { discountedStay, evaluateOnLattice } from "../../src/optimum/evaluate-on-lattice.ts";
import { fixedPoint } from "../../src/optimum/fixed-point.ts";
import { gapByChoice } from "../../src/optimum/gap-by-choice.ts";
import { heuristicsOnLattice } from "../../src/optimum/heuristics-on-lattice.ts";
import type { LatticeCluster } from "../../src/optimum/lattice-cluster.ts";
import {
  choiceTableOf,
  decidedPolicy,
  type LatticePolicy,
  statelessPolicy,
  uniformPolicy,
} from "../../src/optimum/lattice-policy.ts";
import { optimalityReport } from "../../src/optimum/optimality-gap.ts";
import { choiceValues, greedyTable, iterateValues, solveOptimum } from "../../src/optimum/solve-optimum.ts";
import { startDistribution, startValue } from "../../src/optimum/start-distribution.ts";
import { sweepStates } from "../../src/optimum/sweep-states.ts";
import { h1Policy } from "../../src/policies/h1.ts";
import { type Key, partKey, seedKey, uniformAt } from "../../src/random/counter.ts";
import { draw, simulateStep } from "./lattice-simulator.ts";
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

const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

const LOOSE = { tolerance: 1e-5, sweepsMax: 10_000, extrapolateEvery: 12 };
const TIGHT = { tolerance: 1e-10, sweepsMax: 10_000, extrapolateEvery: 12 };

/** All states that go on, and for each action the matrix row and reward of each: no factor, no box, no sweep. */
function denseModel(lattice: LatticeCluster, world: NaiveWorld) {
  const numbers: number[] = [];
  sweepStates(lattice, (state) => numbers.push(state));
  const placeOf = new Map(numbers.map((number, place) => [number, place]));
  const known = new Map<string, ReturnType<typeof driftOf>>();
  const drifts = (post: NaiveState) => {
    const found = known.get(keyOf(post)) ?? driftOf(post);
    known.set(keyOf(post), found);
    return found;
  };
  const driftOf = (post: NaiveState) => {
    const places: [place: number, chance: number][] = [];
    let reward = 0;
    for (const [next, chance] of naiveDrift(world, post)) {
      const arrival = naiveArrival(world, next);
      reward += chance * arrival.reward;
      if (!arrival.ended) places.push([placeOf.get(numberOf(lattice, next) as number) as number, chance]);
    }
    return { places, reward };
  };
  const rows = numbers.map((number) => Array.from({ length: ACTION_COUNT }, (_, action) => rowOf(number, action)));
  function rowOf(number: number, action: number) {
    const state = stateAt(lattice, number);
    const acted = naiveAct(world, state, action);
    const chances = new Float64Array(numbers.length);
    let reward = acted.reward - world.spec.timePenalty + world.spec.shaping.weight * naiveLoad(world, state);
    for (const [post, chance] of acted.states) {
      const drifted = drifts(post);
      reward += chance * drifted.reward;
      for (const [place, more] of drifted.places) chances[place] = (chances[place] as number) + chance * more;
    }
    return { chances, reward };
  }
  return { numbers, rows };
}

type DenseModel = ReturnType<typeof denseModel>;

function denseSweeps({ rows }: DenseModel, discount: number, combine: (values: number[]) => number): Float64Array {
  let values = new Float64Array(rows.length);
  for (let step = 1; step > 1e-12;) {
    const next = Float64Array.from(rows, (actions) =>
      combine(
        actions.map(({ chances, reward }) => {
          let sum = 0;
          for (let place = 0; place < chances.length; place += 1)
            sum += (chances[place] as number) * (values[place] as number);
          return reward + discount * sum;
        }),
      ),
    );
    step = next.reduce((most, value, place) => Math.max(most, Math.abs(value - (values[place] as number))), 0);
    values = next;
  }
  return values;
}

describe("a tiny lattice against dense matrices", () => {
  const { lattice, world } = latticeWorld("hardened", { levels: 2, budgetLevels: 2, discount: 0.9 });
  const dense = denseModel(lattice, world);
  const worst = (values: Float64Array, exact: Float64Array): number =>
    exact.reduce(
      (most, value, place) => Math.max(most, Math.abs(value - (values[dense.numbers[place] as number] as number))),
      0,
    );

  it("SIM-321 finds the same optimum to 1e-9, by policy iteration and by value iteration", () => {
    expect(dense.numbers.length).toBeGreaterThan(400);
    const exact = denseSweeps(dense, 0.9, (values) => Math.max(...values));
    expect(worst(solveOptimum(lattice, TIGHT).values, exact)).toBeLessThan(1e-9);
    expect(worst(iterateValues(lattice, TIGHT).values, exact)).toBeLessThan(1e-9);
  });

  it("SIM-323 values the random policy as dense matrices do, to 1e-9", () => {
    const exact = denseSweeps(dense, 0.9, (values) => values.reduce((sum, value) => sum + value / ACTION_COUNT, 0));
    const { values } = evaluateOnLattice(lattice, choiceTableOf(lattice, uniformPolicy), TIGHT);
    expect(worst(values, exact)).toBeLessThan(1e-9);
  });
});

describe("sweeps", () => {
  const half = { size: 2, factor: 0.5, norm: "largest" } as const;
  const limits = { tolerance: 1e-12, sweepsMax: 100, extrapolateEvery: 0 };

  it("SIM-320 stops within the error it states", () => {
    const { values, errorBound } = fixedPoint(
      { ...half, apply: (source, target) => target.set(source.map((value, place) => 1 + place - 0.5 * value)) },
      { ...limits, tolerance: 1e-3 },
    );
    expect(errorBound).toBeLessThanOrEqual(1e-3);
    expect(Math.abs((values[0] as number) - 2 / 3)).toBeLessThanOrEqual(errorBound);
    expect(Math.abs((values[1] as number) - 4 / 3)).toBeLessThanOrEqual(errorBound);
  });

  it("SIM-320 fails by name where sweeps run out, do not contract, or are not discounted", () => {
    const slow = {
      ...half,
      factor: 0.99,
      apply: (source: Float64Array, target: Float64Array) => target.set(source.map((value) => 1 + 0.99 * value)),
    };
    expect(codeOf(() => fixedPoint(slow, limits))).toBe("LATTICE_NOT_CONVERGED");
    const apart = {
      ...half,
      apply: (source: Float64Array, target: Float64Array) => target.set(source.map((value) => 1 - 0.9 * value)),
    };
    expect(codeOf(() => fixedPoint(apart, limits))).toBe("LATTICE_NOT_CONTRACTING");
    const broken = { ...half, apply: (_: Float64Array, target: Float64Array) => target.fill(Number.NaN) };
    expect(codeOf(() => fixedPoint(broken, limits))).toBe("LATTICE_NOT_CONTRACTING");
    const lattice = latticeWorld("classic", { levels: 2, budgetLevels: 2, discount: 1 }).lattice;
    expect(codeOf(() => solveOptimum(lattice))).toBe("LATTICE_DISCOUNT");
    expect(codeOf(() => solveOptimum(latticeWorld("classic", { levels: 2 }).lattice, { ...TIGHT, sweepsMax: 3 }))).toBe(
      "LATTICE_NOT_CONVERGED",
    );
  });

  it("SIM-322 extrapolation saves sweeps and moves no value by more than both bounds", () => {
    const { lattice } = latticeWorld("classic", { levels: 3, budgetLevels: 2, discount: 0.97 });
    const table = choiceTableOf(lattice, statelessPolicy(lattice, h1Policy()));
    const plain = evaluateOnLattice(lattice, table, { tolerance: 1e-4, sweepsMax: 2_000, extrapolateEvery: 0 });
    const helped = evaluateOnLattice(lattice, table, { tolerance: 1e-4, sweepsMax: 2_000, extrapolateEvery: 12 });
    expect(helped.sweeps * 3).toBeLessThan(plain.sweeps);
    const apart = plain.values.reduce(
      (most, value, state) => Math.max(most, Math.abs(value - (helped.values[state] as number))),
      0,
    );
    expect(apart).toBeLessThanOrEqual(plain.errorBound + helped.errorBound);
  });

  it("SIM-322 goes back where a guess is worse than what it was made from", () => {
    // A kink that a straight line through the steps does not see.
    const { values, errorBound } = fixedPoint(
      {
        ...half,
        factor: 0.95,
        apply: (source, target) => target.set(source.map((value) => (value < 10 ? 1 + 0.95 * value : 10.5))),
      },
      { ...limits, extrapolateEvery: 3, sweepsMax: 1_000 },
    );
    expect(Math.abs((values[0] as number) - 10.5)).toBeLessThanOrEqual(errorBound + 1e-12);
  });
});

describe("policies", () => {
  const { lattice, world } = latticeWorld("hard", { levels: 3, budgetLevels: 3, discount: 0.9 }, budgetOf("hard", 0.1));
  const solution = solveOptimum(lattice, TIGHT);
  const byChoice = choiceValues(lattice, solution.values);
  const best = greedyTable(lattice, byChoice);
  const h1 = choiceTableOf(lattice, statelessPolicy(lattice, h1Policy()));
  const valuesOf = (policy: LatticePolicy) => evaluateOnLattice(lattice, choiceTableOf(lattice, policy), LOOSE).values;

  it("SIM-323 the greedy policy of the optimal values is worth the optimum in every state", () => {
    const { values } = evaluateOnLattice(lattice, best, TIGHT);
    const apart = values.reduce(
      (most, value, state) => Math.max(most, Math.abs(value - (solution.values[state] as number))),
      0,
    );
    expect(apart).toBeLessThan(1e-7);
  });

  it("SIM-323 played by the independent simulator, a policy returns its value within four standard errors", () => {
    for (const policy of [uniformPolicy, statelessPolicy(lattice, h1Policy())]) {
      const table = choiceTableOf(lattice, policy);
      const { values } = evaluateOnLattice(lattice, table, TIGHT);
      const starts = startDistribution(lattice);
      const returns = Array.from({ length: 600 }, (_, episode) =>
        playReturn(lattice, world, table, starts, partKey(seedKey(3), episode)),
      );
      const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
      const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / returns.length);
      const error = Math.abs(mean - startValue(lattice, values));
      expect(error).toBeLessThan((4 * deviation) / Math.sqrt(returns.length));
    }
  });

  it("SIM-324 asks the policies themselves: H1 on the lattice does what H1 does on the same observation", () => {
    let cleaned = 0;
    sweepStates(lattice, (state) => {
      const { cpu, memory, position, budget } = stateAt(lattice, state);
      const amount = (budget * lattice.spec.budget.full) / 2;
      const hot = cpu.some((level) => level === 2) && amount >= lattice.spec.budget.scale;
      const dirty = (cpu[position] as number) + (memory[position] as number) > 0 && amount >= lattice.spec.budget.clean;
      const choice = h1.subarray(state * CHOICE_COUNT, (state + 1) * CHOICE_COUNT).indexOf(1);
      if (hot) expect(choice).toBe(3);
      else if (dirty) expect(choice).toBe(2);
      else expect(choice).toBeLessThan(2);
      if (!hot && dirty) cleaned += 1;
    });
    expect(cleaned).toBeGreaterThan(100);
  });

  it("SIM-325 refuses answers that are no chances", () => {
    const answers = [[1], [0.5, 0.5, 0.5, 0, 0, 0], [2, -1, 0, 0, 0, 0], [Number.NaN, 0, 0, 0, 0, 1]];
    for (const answer of answers)
      expect(codeOf(() => choiceTableOf(lattice, { name: "wrong", chances: () => answer }))).toBe(
        "LATTICE_POLICY_INVALID",
      );
    expect(
      codeOf(() =>
        choiceTableOf(
          lattice,
          decidedPolicy("seven", () => 7),
        ),
      ),
    ).toBe("LATTICE_POLICY_INVALID");
  });

  it("SIM-326 time in states gives the same value as the values do, and the losses of H1's choices sum to its gap", () => {
    const stay = discountedStay(lattice, h1, TIGHT).values;
    const total = stay.reduce((sum, time) => sum + time, 0);
    expect(total).toBeGreaterThan(5);
    expect(total).toBeLessThanOrEqual(10 + 1e-9);
    const gap =
      startValue(lattice, solution.values) - startValue(lattice, evaluateOnLattice(lattice, h1, TIGHT).values);
    const gaps = gapByChoice(lattice, h1, stay, byChoice, best);
    expect(gap).toBeGreaterThan(0.01);
    expect(gaps.reduce((sum, { loss }) => sum + loss, 0)).toBeCloseTo(gap, 7);
    expect(gaps.map(({ loss }) => loss)).toEqual(gaps.map(({ loss }) => loss).toSorted((a, b) => b - a));
  });

  it("SIM-327 no heuristic is worth more than the optimum in any state, and random's gap is the whole range", () => {
    for (const policy of heuristicsOnLattice(lattice)) {
      const values = valuesOf(policy);
      expect(values.every((value, state) => value <= (solution.values[state] as number) + LOOSE.tolerance)).toBe(true);
    }
    const report = optimalityReport(lattice, solution, heuristicsOnLattice(lattice), "h1", LOOSE);
    expect(Object.keys(report.policies)).toEqual(["random", "never-act", "h1", "sweep", "full-sight-greedy"]);
    expect(report.policies["random"]?.gapShare).toBeCloseTo(1, 12);
    expect(report.policies["h1"]?.gap).toBeGreaterThan(0);
    expect(Object.values(report.optimalChoices).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});

describe("golden values", () => {
  const file = new URL("../../../../spec/vectors/simulation/optimum.json", import.meta.url);
  const vectors = JSON.parse(readFileSync(file, "utf8")) as {
    reduced: {
      profile: string;
      budgetShare: number;
      levels: number;
      budgetLevels: number;
      discount: number;
      optimum: number;
      policies: Record<string, number>;
    }[];
  };

  it.each(vectors.reduced)("SIM-328 $profile with $levels levels has the recorded values", (vector) => {
    const { profile, budgetShare, levels, budgetLevels, discount } = vector;
    const { lattice } = latticeWorld(profile, { levels, budgetLevels, discount }, budgetOf(profile, budgetShare));
    const limits = LOOSE;
    const solution = solveOptimum(lattice, limits);
    expect(Math.abs(startValue(lattice, solution.values) - vector.optimum)).toBeLessThan(2e-5);
    const policies = heuristicsOnLattice(lattice);
    expect(policies.map(({ name }) => name)).toEqual(Object.keys(vector.policies));
    for (const policy of policies) {
      const { values } = evaluateOnLattice(lattice, choiceTableOf(lattice, policy), limits);
      expect(Math.abs(startValue(lattice, values) - (vector.policies[policy.name] as number))).toBeLessThan(2e-5);
    }
  });
});

function budgetOf(profile: string, share: number) {
  const { budget } = clusterProfile(profile);
  return { budget: { ...budget, full: budget.full * share, recovery: budget.recovery * share } };
}

/** Discounted return of one episode, cut off where what is left counts less than 1e-4 of it. */
function playReturn(
  lattice: LatticeCluster,
  world: NaiveWorld,
  table: Float64Array,
  starts: Float64Array,
  key: Key,
): number {
  let state = stateAt(lattice, startStateOf(starts, uniformAt(key, 0)));
  let [total, worth] = [0, 1];
  for (let step = 1; worth > 1e-4; step += 1, worth *= lattice.discount) {
    const action = actionOf(table, numberOf(lattice, state) as number, uniformAt(partKey(key, 2 * step), 0));
    const outcome = simulateStep(world, state, action, partKey(key, 2 * step + 1));
    total += worth * outcome.reward;
    if (outcome.ended) return total;
    state = outcome.next;
  }
  return total;
}

function startStateOf(chances: Float64Array, uniform: number): number {
  let rest = uniform;
  return chances.findIndex((chance) => (rest -= chance) < 0);
}

function actionOf(table: Float64Array, state: number, uniform: number): number {
  const chances = [...table.subarray(state * CHOICE_COUNT, (state + 1) * CHOICE_COUNT)];
  return CHOICE_OF_ACTION.indexOf(
    draw(
      chances.map((chance, choice) => [choice, chance] as const),
      uniform,
    ),
  );
}

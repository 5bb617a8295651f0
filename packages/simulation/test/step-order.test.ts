import { describe, expect, test } from "vitest";
import { CLEAN, UP } from "../src/cluster/actions.ts";
import { ClusterBatch } from "../src/cluster/batch/cluster-batch.ts";
import { type ClusterSpec, parseClusterSpec } from "../src/cluster/cluster-spec.ts";
import { createFloatCluster } from "../src/cluster/float/float-cluster.ts";
import { UNIT } from "../src/cluster/integer/constants.ts";
import { clusterProfile } from "../src/cluster/profiles.ts";
import { seedKey } from "../src/random/counter.ts";

const CELLS = [0, 1, 2, 3];
const PRIORITY = 0.5;

/** Four cells without noise, in which everything that a step may do happens in every step; a burst meets all cells. */
const CLASSIC = clusterProfile("classic");
const EVENTFUL: ClusterSpec = parseClusterSpec({
  ...CLASSIC,
  width: 2,
  height: 2,
  budget: { full: 50, recovery: 1, clean: 0.5, scale: 5 },
  drift: {
    cpu: { mean: 0.02, sigma: 0 },
    memory: { mean: 0.01, sigma: 0 },
    leaks: [0.02],
    reversion: 0.1,
    feedback: 0.1,
  },
  events: { burst: { chance: 1, cells: 4, cpu: 0.4, memory: 0.2 }, restart: { chance: 1, memory: 0.03 } },
  oom: { ...CLASSIC.oom, endsAt: 1 },
  overload: { above: 1, penalty: 0 },
  shaping: { weight: 2, discount: 0.5, zeroAtEnd: false },
});

interface Before {
  readonly cpu: number;
  readonly memory: readonly number[];
  readonly budget: number;
  readonly step: number;
}

interface After {
  readonly cpu: readonly number[];
  readonly memory: readonly number[];
  readonly base: readonly number[];
  readonly budget: number;
  readonly step: number;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly budgetSeen: number;
}

/** The agent is in cell 0, and base = memory. */
type World = (spec: ClusterSpec, before: Before, action: number) => After;

const inFloat32: World = (spec, { cpu, memory, budget, step }, action) => {
  const cluster = createFloatCluster(spec);
  cluster.reset(seedKey(1));
  const [held, leak] = [Float32Array.from(memory), new Float64Array(4).fill(0.02)];
  const [loaded, priority] = [cpu, PRIORITY].map((share) => new Float32Array(4).fill(share)) as [
    Float32Array,
    Float32Array,
  ];
  cluster.setState({ cpu: loaded, memory: held, base: held, priority, leak, y: 0, x: 0, budget, step, ended: false });
  const outcome = cluster.step(action);
  const state = cluster.state();
  return {
    ...outcome,
    cpu: [...state.cpu],
    memory: [...state.memory],
    base: [...state.base],
    budget: state.budget,
    step: state.step,
    budgetSeen: cluster.observation()[29]!,
  };
};

const inKernel: World = (spec, { cpu, memory, budget, step }, action) => {
  const batch = new ClusterBatch(spec, 1, "disabled");
  batch.reset(1);
  const slot = batch.slot(0);
  const units = (share: number): number => Math.round(share * UNIT);
  for (const cell of CELLS)
    slot.setCell(cell, { cpu: units(cpu), memory: units(memory[cell]!), priority: units(PRIORITY) });
  Object.assign(slot, { y: 0, x: 0, budget: budget * 1_000, step });
  batch.refresh(0);
  batch.step(Uint8Array.of(action));
  return {
    cpu: CELLS.map((cell) => slot.cpu(cell) / UNIT),
    memory: CELLS.map((cell) => slot.memory(cell) / UNIT),
    base: CELLS.map((cell) => slot.base(cell) / UNIT),
    budget: slot.budget / 1_000,
    step: slot.step,
    reward: batch.rewards[0]!,
    terminated: batch.terminated[0] === 1,
    truncated: batch.truncated[0] === 1,
    budgetSeen: batch.observations[29]!,
  };
};

const share = (value: number): number => Math.min(1, Math.max(0, value));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The rule, written out in its order for a step that cleans; `restarted` is the cell that was drawn. */
function cleaned(spec: ClusterSpec, before: Before, restarted: number): After {
  const { drift, events, budget, shaping, oom, clean, timePenalty } = spec;
  const held = CELLS.map((cell) => ({ cpu: before.cpu, memory: before.memory[cell]!, base: before.memory[cell]! }));
  const load = (): number => sum(held.map(({ cpu, memory }) => cpu + memory)) / 8;
  const loadBefore = load();
  // 1. Time penalty. 2. Action.
  const removed = Math.min(held[0]!.cpu, clean.cpuCut) + held[0]!.memory;
  let reward = Math.min(1, removed / clean.fullAt) * (1 + PRIORITY) - timePenalty;
  held[0] = { cpu: share(held[0]!.cpu - clean.cpuCut), memory: 0, base: 0 };
  // 3. Events: burst, then restart.
  for (const cell of held) {
    cell.cpu = share(cell.cpu + events.burst.cpu);
    cell.memory = share(cell.memory + events.burst.memory);
  }
  Object.assign(held[restarted]!, { memory: events.restart.memory, base: events.restart.memory });
  // 4. Drift, from the memory before it and the base before it.
  for (const cell of held) {
    const pull = drift.reversion * (cell.base - cell.memory) + drift.feedback * cell.memory;
    cell.cpu = share(cell.cpu + drift.cpu.mean);
    cell.memory = share(cell.memory + drift.memory.mean + 0.02 + pull);
    cell.base = share(cell.base + drift.memory.mean + 0.02);
  }
  // 5. Out of memory. 6. Budget. 7. Clock. 8. Endings. 9. Shaping. 10. Observation.
  const nodes = held.filter(({ memory }) => memory >= oom.at).length;
  reward -= nodes * oom.penalty;
  const left = Math.min(budget.full, before.budget - budget.clean + budget.recovery);
  reward += shaping.weight * (loadBefore - shaping.discount * load());
  return {
    cpu: held.map(({ cpu }) => cpu),
    memory: held.map(({ memory }) => memory),
    base: held.map(({ base }) => base),
    budget: left,
    step: before.step + 1,
    reward,
    terminated: nodes > 0,
    truncated: before.step + 1 >= spec.stepsMax,
    budgetSeen: left / budget.full,
  };
}

/** To what rounding to units of 1/65 535, once in each part of a step, comes to. */
const NEAR = 4;

describe.each([
  { name: "float32", world: inFloat32 },
  { name: "kernel", world: inKernel },
])("the order of a step, $name", ({ world }) => {
  test.each([
    { name: "in the middle of an episode", memory: [0.6, 0.3, 0.5, 0.4], step: 7, ends: [false, false] },
    {
      name: "where burst and drift, not what was before, put a cell out of memory",
      memory: [0.6, 0.85, 0.86, 0.3],
      step: 7,
      ends: [true, false],
    },
    { name: "at the last step", memory: [0.6, 0.3, 0.5, 0.4], step: 499, ends: [false, true] },
  ])(
    "SIM-13 action, burst, restart, drift, fines, recovery, clock, ending, shaping, observation: $name",
    ({ ends, ...given }) => {
      const before = { cpu: 0.3, budget: 50, ...given };
      const found = world(EVENTFUL, before, CLEAN);
      const restarted = CELLS.filter((cell) => found.base[cell]! < 0.1 && (cell !== 0 || found.base[0]! > 0.05));
      expect(restarted.length).toBe(1);
      const expected = cleaned(EVENTFUL, before, restarted[0]!);
      for (const channel of ["cpu", "memory", "base"] as const)
        for (const cell of CELLS)
          expect(found[channel][cell], `${channel} ${cell}`).toBeCloseTo(expected[channel][cell]!, NEAR);
      for (const figure of ["reward", "budget", "budgetSeen"] as const)
        expect(found[figure], figure).toBeCloseTo(expected[figure], NEAR - 1);
      expect([expected.terminated, expected.truncated]).toEqual(ends);
      expect([found.terminated, found.truncated, found.step]).toEqual([...ends, given.step + 1]);
    },
  );

  test("SIM-13 a budget recovers after the action: what it cannot pay for yet is denied", () => {
    const before = { cpu: 0.3, memory: [0.6, 0.1, 0.1, 0.1], budget: 0.25, step: 0 };
    const calm = parseClusterSpec({ ...EVENTFUL, events: CLASSIC.events, shaping: CLASSIC.shaping });
    expect(world(calm, before, CLEAN).reward).toBeCloseTo(-calm.clean.deniedFine - calm.timePenalty, 9);
    expect(world(calm, before, UP)).toMatchObject({ budget: 1.25, truncated: false });
  });
});

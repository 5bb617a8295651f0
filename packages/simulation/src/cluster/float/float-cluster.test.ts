import { PlimsollError } from "@plimsoll/foundation";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenLayout, type GoldenTransition, goldenTransitions } from "../../../test/cluster-transitions.ts";
import { partKey, seedKey } from "../../random/counter.ts";
import { CLEAN, SCALE, UP } from "../actions.ts";
import type { ClusterSpec } from "../cluster-spec.ts";
import { clusterProfile, clusterProfileNames } from "../profiles.ts";
import { isAllowed } from "./action-mask.ts";
import { counterNoise, meanNoise } from "./cluster-noise.ts";
import type { FloatClusterState } from "./cluster-state.ts";
import { createFloatCluster, type FloatCluster } from "./float-cluster.ts";
import { outOfMemory } from "./load.ts";

const CLASSIC = clusterProfile("classic");

function stateOf({ before }: GoldenTransition): FloatClusterState {
  const { cells, y, x, budget, step } = before;
  return {
    cpu: Float32Array.from(cells, ({ cpu }) => cpu),
    memory: Float32Array.from(cells, ({ memory }) => memory),
    priority: Float32Array.from(cells, ({ priority }) => priority),
    base: Float32Array.from(cells, ({ base }) => base),
    leak: Float64Array.from(cells, ({ leak }) => leak),
    y,
    x,
    budget,
    step,
    ended: false,
  };
}

/** A cluster in the state before a golden step. */
function placed(transition: GoldenTransition): FloatCluster {
  const cluster = createFloatCluster(transition.spec, meanNoise);
  cluster.setState(stateOf(transition));
  return cluster;
}

function golden(name: string): GoldenTransition {
  const found = goldenTransitions.find((transition) => transition.name === name);
  if (found === undefined) throw new Error(`no golden transition is called ${name}`);
  return found;
}

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof PlimsollError) return error.code;
    throw error;
  }
  return "nothing thrown";
};

const RULE_OF_GROUP: Readonly<Record<string, string>> = {
  "v4.5": "SIM-20",
  scaling: "SIM-24",
  "v4.6": "SIM-21",
  ending: "SIM-21",
  shaping: "SIM-28",
  globals: "SIM-30",
  drift: "SIM-26",
  events: "SIM-27",
};

describe("golden transitions", () => {
  it.each(
    goldenTransitions.map((transition) => [RULE_OF_GROUP[transition.group], transition.name, transition] as const),
  )("%s golden: %s", (rule, _name, transition) => {
    expect(rule).toBeDefined();
    const cluster = placed(transition);
    const outcome = cluster.step(transition.action);
    const { after } = transition;
    expect(Math.abs(outcome.reward - transition.reward)).toBeLessThan(1e-6);
    expect([outcome.terminated, outcome.truncated]).toEqual([after.terminated, after.truncated]);
    const { y, x, step } = cluster.state();
    expect([y, x, step]).toEqual([after.y, after.x, after.step]);
    const info = cluster.info();
    expect([info.oomNodes, info.criticalOom]).toEqual([after.oomNodes, after.criticalOom]);
    expect(info.budget).toBeCloseTo(after.budget, 9);
    if (after.avgLoad !== undefined) expect(info.avgLoad).toBeCloseTo(after.avgLoad, 6);
  });

  it.each(goldenTransitions.map((transition) => [transition.name, transition] as const))(
    "SIM-22 grid and observation after: %s",
    (_name, transition) => {
      const cluster = placed(transition);
      cluster.step(transition.action);
      const state = cluster.state();
      for (const { y, x, ...channels } of transition.after.cells ?? [])
        for (const [channel, share] of Object.entries(channels) as ["cpu" | "memory" | "base", number][])
          expect(state[channel][y * transition.spec.width + x], `${channel} of (${y}, ${x})`).toBeCloseTo(share, 6);
      const observation = cluster.observation();
      for (const [index, value] of Object.entries(transition.after.observation ?? {}))
        expect(observation[Number(index)], `observation ${index}`).toBeCloseTo(value, 6);
    },
  );
});

it("SIM-22 compares with thresholds in float32: 0.7 is at 0.7, though as a double it is below", () => {
  const spec = clusterProfile("classic", { oom: { ...CLASSIC.oom, at: 0.7 } });
  const state = stateOf(golden("up on the plain grid"));
  state.memory[3] = 0.7;
  expect(state.memory[3]).toBeLessThan(0.7);
  expect(outOfMemory(spec, state)).toEqual({ nodes: 1, critical: 0 });
});

/** Powers of two divide exactly, so the numbers come through float32 unharmed. */
function numberedState(spec: ClusterSpec): FloatClusterState {
  const cells = spec.width * spec.height;
  const numbered = (channel: number): Float32Array =>
    Float32Array.from({ length: cells }, (_, cell) => (3 * cell + channel) / 64);
  const [cpu, memory, priority] = [numbered(0), numbered(1), numbered(2)];
  const leak = new Float64Array(cells);
  return { cpu, memory, priority, base: memory.slice(), leak, y: 0, x: 0, budget: 100, step: 0, ended: false };
}

describe("observation", () => {
  it("SIM-30 lays the nine cells out as the original does", () => {
    const cluster = createFloatCluster(CLASSIC, meanNoise);
    cluster.setState(numberedState(CLASSIC));
    expect(Array.from(cluster.observation().slice(0, 27), (value) => value * 64)).toEqual(goldenLayout);
  });

  it("SIM-30 has 30 numbers in [0, 1], or 33 with global sight, on every profile and any path", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...clusterProfileNames),
        fc.boolean(),
        fc.nat(1_000_000),
        fc.array(fc.nat(5), { maxLength: 60 }),
        (name, globals, seed, actions) => {
          const profile = clusterProfile(name);
          const spec = { ...profile, observation: { ...profile.observation, globals } };
          const cluster = createFloatCluster(spec);
          cluster.reset(seedKey(seed));
          for (const action of actions) {
            const { terminated, truncated } = cluster.step(action);
            const observation = cluster.observation();
            expect(observation.length).toBe(globals ? 33 : 30);
            expect(observation.every((value) => value >= 0 && value <= 1)).toBe(true);
            if (terminated || truncated) break;
          }
        },
      ),
    );
  });

  it("SIM-30 on a grid two cells wide shows the same cell on both sides", () => {
    const spec = clusterProfile("classic", { width: 2, height: 3 });
    const cluster = createFloatCluster(spec, meanNoise);
    cluster.setState(numberedState(spec));
    const observation = cluster.observation();
    expect(observation.slice(9, 12)).toEqual(observation.slice(15, 18));
    expect(observation[9]).toBe(3 / 64);
    expect(observation[21]).toBe(6 / 64);
  });
});

describe("start", () => {
  it("SIM-23 starts within the spec's bounds, with each priority, place and leak as likely as it says", () => {
    const leaking = clusterProfile("classic", {
      drift: { ...CLASSIC.drift, leaks: [0, 0, 0, 0.01] },
      priorities: [
        { priority: 0.2, weight: 1 },
        { priority: 1, weight: 3 },
      ],
    });
    const cluster = createFloatCluster(leaking);
    const starts = Array.from({ length: 1_000 }, (_, seed) => {
      cluster.reset(seedKey(seed));
      return cluster.state();
    });
    const shareOf = (test: (state: FloatClusterState, cell: number) => boolean): number =>
      starts.reduce((sum, state) => sum + state.cpu.filter((_, cell) => test(state, cell)).length, 0) / 16_000;
    expect(shareOf(({ cpu }, cell) => (cpu[cell] as number) < Math.fround(0.3))).toBe(1);
    expect(shareOf(({ memory }, cell) => (memory[cell] as number) < Math.fround(0.1))).toBe(1);
    expect(shareOf(({ cpu }, cell) => (cpu[cell] as number) < 0.15)).toBeCloseTo(0.5, 1);
    expect(shareOf(({ memory }, cell) => (memory[cell] as number) < 0.05)).toBeCloseTo(0.5, 1);
    expect(Math.abs(shareOf(({ priority }, cell) => priority[cell] === 1) - 0.75)).toBeLessThan(0.015);
    expect(Math.abs(shareOf(({ leak }, cell) => leak[cell] === 0.01) - 0.25)).toBeLessThan(0.015);
    const bothHigh = shareOf(({ memory, priority }, cell) => (memory[cell] as number) >= 0.05 && priority[cell] === 1);
    const bothLoaded = shareOf(
      ({ memory, cpu }, cell) => (memory[cell] as number) >= 0.05 && (cpu[cell] as number) >= 0.15,
    );
    expect(Math.abs(bothHigh - 0.375)).toBeLessThan(0.015);
    expect(Math.abs(bothLoaded - 0.25)).toBeLessThan(0.015);
    expect(starts.every(({ base, memory }) => base.every((share, cell) => share === memory[cell]))).toBe(true);
    expect(starts.every(({ budget, step }) => budget === 100 && step === 0)).toBe(true);
    for (let place = 0; place < 16; place++)
      expect(Math.abs(starts.filter(({ y, x }) => 4 * y + x === place).length - 62.5)).toBeLessThan(40);
  });
});

describe("scaling", () => {
  it("SIM-24 never scales more cells than the budget pays, and never pays for a cell that is not hot", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 32, maxLength: 32 }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (shares, budget) => {
          const cluster = createFloatCluster(CLASSIC, meanNoise);
          const state = stateOf(golden("up on the plain grid"));
          state.cpu.set(shares.slice(0, 16));
          state.memory.set(shares.slice(16));
          cluster.setState({ ...state, budget });
          const hot = cluster.view().hotCells;
          const { reward } = cluster.step(SCALE);
          const paid = Math.min(hot, Math.floor(budget / 5));
          expect(cluster.info().budget).toBeCloseTo(Math.min(100, budget - 5 * paid + 0.5), 6);
          const fines = 2 * cluster.info().oomNodes + 3 * cluster.info().criticalOom + 0.01;
          const expected = hot === 0 ? -0.2 : paid === 0 ? -0.5 : (0.8 * paid) / hot;
          expect(reward + fines).toBeCloseTo(expected, 6);
        },
      ),
    );
  });
});

describe("chance", () => {
  it("SIM-25 repeats an episode from its key, and has another for another key", () => {
    const pathOf = (seed: number): string => {
      const cluster = createFloatCluster(clusterProfile("bursty"), counterNoise);
      cluster.reset(seedKey(seed));
      const rewards = Array.from({ length: 40 }, (_, step) => cluster.step(step % 5).reward);
      return JSON.stringify([rewards, Array.from(cluster.state().memory)]);
    };
    expect(pathOf(3)).toBe(pathOf(3));
    expect(pathOf(3)).not.toBe(pathOf(4));
  });

  it("SIM-25 draws a step from its episode and number alone: looking, and other clusters, change nothing", () => {
    const [alone, watched, other] = [0, 1, 2].map(() => createFloatCluster(CLASSIC)) as [
      FloatCluster,
      FloatCluster,
      FloatCluster,
    ];
    alone.reset(seedKey(5));
    watched.reset(seedKey(5));
    other.reset(seedKey(6));
    for (let step = 0; step < 30; step++) {
      watched.observation();
      watched.render();
      other.step(UP);
      expect(watched.step(UP)).toEqual(alone.step(UP));
    }
    expect(watched.state()).toEqual(alone.state());
  });

  it("SIM-25 continues from a copied state as the original does", () => {
    const cluster = createFloatCluster(clusterProfile("leak-mixture"));
    cluster.reset(seedKey(8));
    for (let step = 0; step < 20; step++) cluster.step(UP);
    const kept = cluster.state();
    const first = Array.from({ length: 10 }, () => cluster.step(CLEAN).reward);
    cluster.setState(kept);
    expect(Array.from({ length: 10 }, () => cluster.step(CLEAN).reward)).toEqual(first);
  });

  it("SIM-26 drifts with the mean and deviation of the spec", () => {
    const spec = clusterProfile("classic", { start: { cpuBelow: 0, memoryBelow: 0 } });
    const cluster = createFloatCluster(spec);
    const middle = { ...stateOf(golden("up on the plain grid")) };
    middle.cpu.fill(0.5);
    middle.memory.fill(0.5);
    const cpu: number[] = [];
    const memory: number[] = [];
    for (let seed = 0; seed < 500; seed++) {
      cluster.reset(partKey(seedKey(1), seed));
      cluster.setState(middle);
      cluster.step(UP);
      cpu.push(...Array.from(cluster.state().cpu, (share) => share - 0.5));
      memory.push(...Array.from(cluster.state().memory, (share) => share - 0.5));
    }
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = (values: number[]): number => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
    expect(Math.abs(mean(cpu))).toBeLessThan(0.0009);
    expect(Math.abs(mean(memory) - 0.005)).toBeLessThan(0.00045);
    expect(deviation(cpu)).toBeCloseTo(0.02, 3);
    expect(deviation(memory)).toBeCloseTo(0.01, 3);
  }, 20_000);

  it("SIM-27 bursts and restarts as often as the spec says, at most once in a step and anywhere", () => {
    const calm = { mean: 0, sigma: 0 };
    const spec = clusterProfile("classic", {
      drift: { ...CLASSIC.drift, cpu: calm, memory: calm },
      events: { burst: { chance: 0.25, cells: 1, cpu: 0.5, memory: 0 }, restart: { chance: 0.5, memory: 0.01 } },
    });
    const cluster = createFloatCluster(spec);
    const bursts = Array.from({ length: 16 }, () => 0);
    const restarts = Array.from({ length: 16 }, () => 0);
    for (let seed = 0; seed < 4_000; seed++) {
      cluster.reset(seedKey(seed));
      cluster.setState(stateOf(golden("up on the plain grid")));
      cluster.step(UP);
      const { cpu, memory } = cluster.state();
      cpu.forEach((share, cell) => (bursts[cell] = (bursts[cell] as number) + (share > 0.6 ? 1 : 0)));
      memory.forEach((share, cell) => (restarts[cell] = (restarts[cell] as number) + (share < 0.1 ? 1 : 0)));
    }
    const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
    expect(Math.abs(sum(bursts) - 1_000)).toBeLessThan(110);
    expect(Math.abs(sum(restarts) - 2_000)).toBeLessThan(130);
    expect(Math.min(...bursts)).toBeGreaterThan(30);
    expect(Math.min(...restarts)).toBeGreaterThan(80);
  });
});

describe("bounds", () => {
  it("SIM-29 keeps shares in [0, 1], budget in [0, full] and the agent on the grid on every profile and any path", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...clusterProfileNames),
        fc.nat(1_000_000),
        fc.array(fc.nat(5), { maxLength: 80 }),
        (name, seed, actions) => {
          const cluster = createFloatCluster(clusterProfile(name));
          cluster.reset(seedKey(seed));
          for (const action of actions) {
            if (cluster.state().ended) break;
            cluster.step(action);
            const { cpu, memory, base, y, x, budget } = cluster.state();
            for (const channel of [cpu, memory, base])
              expect(channel.every((share) => share >= 0 && share <= 1)).toBe(true);
            expect(budget).toBeGreaterThanOrEqual(0);
            expect(budget).toBeLessThanOrEqual(100);
            expect([0, 1, 2, 3]).toContain(y);
            expect([0, 1, 2, 3]).toContain(x);
          }
        },
      ),
    );
  });

  it("SIM-29 ends at the latest when the steps are used up, and counts what is out of memory", () => {
    const cluster = createFloatCluster(CLASSIC);
    cluster.reset(seedKey(2));
    let steps = 0;
    for (;;) {
      steps += 1;
      const { terminated, truncated } = cluster.step(UP);
      expect(cluster.info().oomNodes).toBe(outOfMemory(CLASSIC, cluster.state()).nodes);
      if (terminated || truncated) break;
    }
    expect(steps).toBeGreaterThan(90);
    expect(steps).toBeLessThanOrEqual(500);
    expect(cluster.info().oomNodes).toBeGreaterThan(0);
  });
});

describe("refusals", () => {
  it("SIM-31 throws on an action that is none, and changes nothing", () => {
    const cluster = createFloatCluster(CLASSIC);
    cluster.reset(seedKey(1));
    const before = cluster.state();
    for (const action of [-1, 6, 1.5, Number.NaN, Infinity])
      expect(codeOf(() => cluster.step(action))).toBe("CLUSTER_ACTION_INVALID");
    expect(cluster.state()).toEqual(before);
  });

  it("SIM-31 throws on a step before the first reset and after the end, until the next reset", () => {
    const cluster = createFloatCluster(clusterProfile("classic", { stepsMax: 2 }));
    expect(codeOf(() => cluster.step(UP))).toBe("CLUSTER_EPISODE_ENDED");
    cluster.reset(seedKey(1));
    cluster.step(UP);
    expect(cluster.step(UP).truncated).toBe(true);
    expect(codeOf(() => cluster.step(UP))).toBe("CLUSTER_EPISODE_ENDED");
    cluster.reset(seedKey(1));
    expect(cluster.step(UP).truncated).toBe(false);
  });

  it("SIM-31 refuses a state of another grid, or outside its bounds", () => {
    const cluster = createFloatCluster(CLASSIC);
    const state = stateOf(golden("up on the plain grid"));
    const faults: Partial<FloatClusterState>[] = [
      { cpu: new Float32Array(15) },
      { leak: new Float64Array(17) },
      { y: 4 },
      { x: -1 },
      { x: 0.5 },
      { step: 501 },
      { budget: 100.5 },
      { budget: Number.NaN },
    ];
    for (const fault of faults)
      expect(
        codeOf(() => cluster.setState({ ...state, ...fault })),
        JSON.stringify(fault),
      ).toBe("CLUSTER_STATE_INVALID");
    expect(codeOf(() => cluster.setState(state))).toBe("nothing thrown");
  });
});

describe("mask", () => {
  const maskFor = (name: string): number => placed(golden(name)).actionMask();

  it("SIM-32 allows moves always, cleaning with its price, scaling with its price and something hot", () => {
    expect(maskFor("up on the plain grid")).toBe(0b011111);
    expect(maskFor("scale three hot cells")).toBe(0b111111);
    expect(maskFor("scale without the budget for one")).toBe(0b011111);
    expect(maskFor("clean without the budget")).toBe(0b001111);
    expect(maskFor("scale at the threshold itself: not hot")).toBe(0b011111);
  });

  it("SIM-32 leaves out just the actions that are fined as without effect", () => {
    for (const transition of goldenTransitions) {
      const cluster = placed(transition);
      const denied = cluster.info().budget < 0.5 ? [CLEAN] : [];
      const idle = isAllowed(cluster.actionMask(), SCALE) ? [] : [SCALE];
      for (const action of [...denied, ...idle]) {
        expect(isAllowed(cluster.actionMask(), action)).toBe(false);
        const before = cluster.state();
        cluster.step(action);
        expect(cluster.info().budget).toBeGreaterThanOrEqual(before.budget);
      }
    }
  });
});

describe("sight and picture", () => {
  it("SIM-33 offers a view that follows the cluster and shares none of its memory", () => {
    const cluster = placed(golden("scale three hot cells"));
    const view = cluster.view();
    expect([view.y, view.x, view.budget, view.step, view.hotCells]).toEqual([1, 1, 100, 0, 3]);
    expect([view.cpu(0), view.memory(10), view.priority(15)]).toEqual([Math.fround(0.9), Math.fround(0.85), 1]);
    cluster.step(SCALE);
    expect([view.budget, view.step, view.hotCells]).toEqual([85.5, 1, 0]);
    const state = cluster.state();
    for (const channel of ["cpu", "memory", "priority", "base", "leak"] as const) {
      const given = { ...state, [channel]: state[channel].slice() };
      cluster.setState(given);
      given[channel].fill(0.125);
      cluster.state()[channel].fill(0.125);
      expect(cluster.state(), channel).toEqual(state);
    }
  });

  it("SIM-34 draws itself in text", () => {
    const cluster = placed(golden("scale three hot cells"));
    const state = cluster.state();
    state.memory[4] = 0.95;
    cluster.setState(state);
    expect(cluster.render()).toBe(
      [
        "step 0 of 500, budget 100.0 of 100",
        "^ . . .",
        "! A . .",
        ". . . .",
        ". . . ^",
        "average CPU 0.297, memory 0.400",
        "agent at row 1, column 1",
      ].join("\n"),
    );
    const full = placed(golden("a critical cell out of memory"));
    full.step(UP);
    expect(full.render()).toContain("out of memory: 1, critical: 1");
  });
});

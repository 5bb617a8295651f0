import { expect, test } from "vitest";
import { DOWN, RIGHT, UP } from "../cluster/actions.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import * as at from "./belief-layout.ts";
import { beliefModelOf } from "./belief-map.ts";
import { BelievedCluster } from "./believed-cluster.ts";

const CLASSIC = clusterProfile("classic");
const MODEL = beliefModelOf(CLASSIC);
const CELL_OF = (dy: number, dx: number, width = 4): number => 4 * ((dy + 1) * width + dx + 1);

test("SIM-15 what is in sight is believed as it is, what is not as the model has it", () => {
  const world = new BelievedCluster(CLASSIC, 1, MODEL);
  world.reset(3);
  const seen = world.batch.observations;
  expect(world.observations.slice(CELL_OF(0, 0), CELL_OF(0, 0) + 3)).toEqual(seen.slice(12, 15));
  expect(world.observations.slice(CELL_OF(-1, -1), CELL_OF(-1, -1) + 3)).toEqual(seen.slice(0, 3));
  expect(world.observations[CELL_OF(2, 0)]).toBeCloseTo(MODEL.cpu, 6);
  expect(world.observations[CELL_OF(2, 0) + 1]).toBeCloseTo(MODEL.memory, 6);
  expect(world.observations[64]).toBe(1);
});

test("SIM-15 a cell that goes out of sight is remembered, and its memory grows by the model", () => {
  const world = new BelievedCluster(CLASSIC, 1, MODEL);
  world.reset(4);
  const before = world.observations.slice(CELL_OF(-1, 1), CELL_OF(-1, 1) + 3);
  world.step(Uint8Array.of(DOWN));
  const after = world.observations.slice(CELL_OF(2, 1), CELL_OF(2, 1) + 3);
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toBeCloseTo((before[1] ?? 0) + MODEL.memoryGrowth, 6);
  expect(after[2]).toBe(before[2]);
});

test("SIM-15 on a grid that is all in sight, belief is the truth wherever the agent goes", () => {
  const spec = clusterProfile("hard", { width: 3, height: 3 });
  const world = new BelievedCluster(spec, 1, beliefModelOf(spec));
  world.reset(5);
  for (const action of [UP, RIGHT, 4, DOWN, 5, RIGHT, 4, 4]) {
    world.step(Uint8Array.of(action));
    const slot = world.batch.slot(0);
    for (let dy = -1; dy < 2; dy += 1)
      for (let dx = -1; dx < 2; dx += 1) {
        const cell = ((slot.y + dy + 3) % 3) * 3 + ((slot.x + dx + 3) % 3);
        expect(world.observations[CELL_OF(dy, dx, 3) + 1]).toBeCloseTo(slot.memory(cell) / 65_535, 6);
      }
  }
});

test("SIM-15 an episode's end is believed before the next begins, and nothing is carried over", () => {
  const spec = clusterProfile("classic", { stepsMax: 3 });
  const world = new BelievedCluster(spec, 2, MODEL);
  world.reset(6);
  for (let step = 0; step < 3; step += 1) world.step(Uint8Array.of(DOWN, 4));
  expect([...world.truncated]).toEqual([1, 1]);
  expect(world.finalObservations.slice(CELL_OF(0, 0), CELL_OF(0, 0) + 3)).toEqual(
    world.batch.finalObservations.slice(12, 15),
  );
  expect(world.observations[CELL_OF(2, 0) + 1]).toBeCloseTo(MODEL.memory, 6);
});

test("SIM-15 where cells leak unlike, growth is learnt from what is seen, cleaning apart", () => {
  const spec = clusterProfile("hard", { width: 3, height: 3, start: { cpuBelow: 0.3, memoryBelow: 0.02 } });
  const world = new BelievedCluster(spec, 1, beliefModelOf(spec));
  world.reset(8);
  for (let step = 0; step < 20; step += 1) world.step(Uint8Array.of(step === 10 ? 4 : UP));
  const slot = world.batch.slot(0);
  for (let dx = -1; dx < 2; dx += 1) {
    const cell = slot.y * 3 + ((slot.x + dx + 3) % 3);
    const told = (world.observations[CELL_OF(0, dx, 3) + 3] ?? 0) * 0.05;
    expect(Math.abs(told - slot.leak(cell) / 65_535)).toBeLessThan(0.006);
  }
});

test("SIM-15 a snapshot holds what is believed too: what follows is what followed it", () => {
  const spec = clusterProfile("hard");
  const world = new BelievedCluster(spec, 2, beliefModelOf(spec));
  world.reset(9);
  const run = (steps: number): number[] =>
    Array.from({ length: steps }, (_, step) => {
      world.step(Uint8Array.of(step % 6, (step * 5) % 6));
      return world.observations.reduce((sum, value) => sum + value, world.rewards[0] ?? 0);
    });
  run(60);
  const snapshots = [world.snapshot(0), world.snapshot(1)];
  const first = run(200);
  for (const [environment, snapshot] of snapshots.entries()) world.restore(environment, snapshot);
  expect(run(200)).toEqual(first);
});

/** 4 × 4 cells: numbers of the belief, then of the agent. */
const AGENT_AT = 16 * at.CHANNELS;

test.each([
  ["memory that is no number", 16 * at.MEMORY, Number.NaN],
  ["CPU above 1", 16 * at.CPU + 3, 1.5],
  ["growth without end", 16 * at.GROWTH, Number.POSITIVE_INFINITY],
  ["steps in sight below 0", 16 * at.STEPS_GROWN, -1],
  ["row outside the grid", AGENT_AT + at.ROW, 4],
  ["row between two", AGENT_AT + at.ROW, 0.5],
  ["column outside the grid", AGENT_AT + at.COLUMN, -1],
  ["budget above 1", AGENT_AT + at.BUDGET, 2],
])("SIM-15 a snapshot that believes %s is refused and changes nothing", (_, place, value) => {
  const world = new BelievedCluster(CLASSIC, 1, MODEL);
  world.reset(2);
  const snapshot = world.snapshot(0);
  world.step(Uint8Array.of(RIGHT));
  const [before, shown] = [world.snapshot(0), world.observations.slice()];
  new DataView(snapshot.buffer).setFloat64(world.batch.layout.stateBytes + 8 * place, value, true);
  expect(() => world.restore(0, snapshot)).toThrow(expect.objectContaining({ code: "CLUSTER_SNAPSHOT_INVALID" }));
  expect(world.snapshot(0)).toEqual(before);
  expect(world.observations).toEqual(shown);
});

test("SIM-15 a snapshot of another length, or of a cluster that cannot be, is refused and changes nothing", () => {
  const world = new BelievedCluster(CLASSIC, 1, MODEL);
  world.reset(2);
  const before = world.snapshot(0);
  const lost = before.slice();
  lost.fill(255, 16, 24);
  for (const [snapshot, code] of [
    [before.slice(0, -8), "CLUSTER_SNAPSHOT_SIZE"],
    [world.batch.snapshot(0), "CLUSTER_SNAPSHOT_SIZE"],
    [lost, "CLUSTER_SNAPSHOT_INVALID"],
  ] as const)
    expect(() => world.restore(0, snapshot)).toThrow(expect.objectContaining({ code }));
  expect(world.snapshot(0)).toEqual(before);
});

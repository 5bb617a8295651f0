import fc from "fast-check";
import { expect, test } from "vitest";
import { belowAt, partKey, seedKey } from "../../random/counter.ts";
import * as at from "../kernel/layout.ts";
import { clusterProfile, clusterProfileNames } from "../profiles.ts";
import { ClusterBatch } from "./cluster-batch.ts";
import { trajectoryHash } from "./trajectory-hash.ts";
import { TwinBatch } from "./twin-batch.ts";

const CLASSIC = clusterProfile("classic");

/** The action of an environment at a step: chance of its own, whatever the batch. */
const actionOf = (seed: number, step: number): number => belowAt(partKey(seedKey(seed), 1_000_000 + step), 0, 6);

test("SIM-4 a run depends neither on the size of its batch nor on its neighbours", () => {
  const wide = new ClusterBatch(CLASSIC, 9, "same-step");
  const narrow = new ClusterBatch(CLASSIC, 1, "same-step");
  wide.reset(40);
  narrow.reset(44);
  for (let step = 0; step < 700; step += 1) {
    wide.step(Uint8Array.from({ length: 9 }, (_, environment) => actionOf(40 + environment, step)));
    narrow.step(Uint8Array.of(actionOf(44, step)));
    expect(narrow.observations).toEqual(wide.observations.slice(4 * 30, 5 * 30));
    expect(narrow.rewards[0]).toBe(wide.rewards[4]);
  }
});

test("SIM-5 everything stays in bounds: shares, budget, position, observation, in every profile", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...clusterProfileNames),
      fc.integer({ min: 2, max: 12 }),
      fc.integer({ min: 2, max: 12 }),
      fc.nat(1_000_000),
      (name, width, height, seed) => {
        const batch = new ClusterBatch(clusterProfile(name, { width, height }), 3, "same-step");
        batch.reset(seed);
        for (let step = 0; step < 60; step += 1) {
          batch.step(Uint8Array.from({ length: 3 }, (_, place) => actionOf(seed + place, step)));
          expect(batch.observations.every((value) => value >= 0 && value <= 1)).toBe(true);
          expect(batch.loads.every((value) => value >= 0 && value <= 1)).toBe(true);
          expect(batch.budgets.every((value) => value >= 0 && value <= batch.constants.budgetFull)).toBe(true);
          expect(batch.rewards.every((value) => Number.isFinite(value))).toBe(true);
        }
      },
    ),
    { numRuns: 25 },
  );
});

test("SIM-7 a snapshot that is put back has the same future, in its own place and in another", () => {
  const batch = new ClusterBatch(clusterProfile("leak-mixture"), 2, "next-step");
  batch.reset(5);
  for (let step = 0; step < 50; step += 1) batch.step(Uint8Array.of(actionOf(1, step), actionOf(2, step)));
  const snapshot = batch.snapshot(0);
  const first = futureOf(batch, 0);
  batch.restore(0, snapshot);
  batch.restore(1, snapshot);
  expect(futureOf(batch, 0)).toEqual(first);
  batch.restore(0, snapshot);
  batch.fork(0, 1);
  expect(futureOf(batch, 1)).toEqual(first);
});

function futureOf(batch: ClusterBatch, environment: number): readonly number[] {
  return Array.from({ length: 200 }, (_, step) => {
    batch.step(Uint8Array.of(actionOf(9, step), actionOf(9, step)));
    return batch.rewards[environment] ?? Number.NaN;
  });
}

test("SIM-7 a snapshot of another grid is refused and changes nothing", () => {
  const batch = new ClusterBatch(CLASSIC, 1, "next-step");
  batch.reset(1);
  const before = trajectoryHash(0, batch);
  const other = new ClusterBatch(clusterProfile("classic", { width: 9 }), 1, "next-step").snapshot(0);
  expect(() => batch.restore(0, other)).toThrow(expect.objectContaining({ code: "CLUSTER_SNAPSHOT_SIZE" }));
  batch.refresh(0);
  expect(trajectoryHash(0, batch)).toBe(before);
});

test.each([
  [5, 3, 4, 4],
  [4, 4, 5, 3],
  [2, 8, 8, 2],
  [3, 2, 2, 3],
])("SIM-7 a snapshot of %s × %s cells is refused by %s × %s, though it has as many bytes", (fromX, fromY, toX, toY) => {
  const [from, to] = [
    { width: fromX, height: fromY },
    { width: toX, height: toY },
  ].map((sides) => new ClusterBatch(clusterProfile("classic", sides), 1, "next-step"));
  from!.reset(1);
  to!.reset(1);
  const before = to!.snapshot(0);
  expect(from!.snapshot(0).length).toBe(before.length);
  expect(() => to!.restore(0, from!.snapshot(0))).toThrow(
    expect.objectContaining({
      code: "CLUSTER_SNAPSHOT_INVALID",
      message: expect.stringContaining(`a grid of ${fromX} × ${fromY} cells`) as string,
    }),
  );
  expect(to!.snapshot(0)).toEqual(before);
});

test.each([
  ["y", { y: 3 }],
  ["y", { y: -1 }],
  ["x", { x: 5 }],
  ["x", { x: Number.NaN }],
  ["budget", { budget: -1 }],
  ["budget", { budget: 100_001 }],
  ["step", { step: 501 }],
  ["step", { step: 0.5 }],
])("SIM-8 a wrong %s is not placed in a slot: %o", (_, placed) => {
  const batch = new ClusterBatch(clusterProfile("classic", { width: 5, height: 3 }), 1, "next-step");
  batch.reset(1);
  const before = batch.snapshot(0);
  expect(() => Object.assign(batch.slot(0), placed)).toThrow(
    expect.objectContaining({ code: "CLUSTER_STATE_INVALID" }),
  );
  expect(batch.snapshot(0)).toEqual(before);
});

test.each([
  [15, {}],
  [-1, {}],
  [0.5, {}],
  [0, { cpu: 65_536 }],
  [0, { memory: -1 }],
  [0, { priority: Number.NaN }],
])("SIM-8 a wrong cell is not placed in a slot: %s %o", (cell, wrong) => {
  const batch = new ClusterBatch(clusterProfile("classic", { width: 5, height: 3 }), 1, "next-step");
  batch.reset(1);
  const before = batch.snapshot(0);
  expect(() => batch.slot(0).setCell(cell, { cpu: 1, memory: 1, priority: 1, ...wrong })).toThrow(
    expect.objectContaining({ code: "CLUSTER_STATE_INVALID" }),
  );
  expect(batch.snapshot(0)).toEqual(before);
});

/** Byte of a lane of a channel of 5 × 3 cells; lane 15 has no cell. */
const laneAt = (channel: number, lane: number): number => at.HEAD_BYTES + 2 * (channel * 16 + lane);

test.each([
  ["row above", at.Y, -1],
  ["row below", at.Y, 3],
  ["column left", at.X, -1],
  ["column right", at.X, 5],
  ["budget below", at.BUDGET, -1],
  ["budget above", at.BUDGET, 1 << 30],
  ["step before", at.STEP, -1],
  ["step after", at.STEP, 501],
  ["end", at.ENDED, 2],
])("SIM-7 a snapshot with a wrong %s is refused and changes nothing", (_, offset, value) => {
  expectRefused((view) => view.setInt32(offset, value, true));
});

test.each([
  ["leak", laneAt(at.LEAK_CHANNEL, 14), 32_767],
  ["padding of CPU", laneAt(at.CPU_CHANNEL, 15), 5],
  ["padding of memory", laneAt(at.MEMORY_CHANNEL, 15), 5],
  ["padding of priority", laneAt(at.PRIORITY_CHANNEL, 15), 5],
  ["padding of leaks", laneAt(at.LEAK_CHANNEL, 15), 5],
  ["padding of bases", laneAt(at.BASE_CHANNEL, 15), 5],
])("SIM-7 a snapshot with a wrong %s is refused and changes nothing", (_, offset, value) => {
  expectRefused((view) => view.setInt16(offset, value, true));
});

function expectRefused(spoil: (snapshot: DataView) => void): void {
  const batch = new ClusterBatch(clusterProfile("leak-mixture", { width: 5, height: 3 }), 2, "next-step");
  batch.reset(3);
  const [snapshot, before, shown] = [batch.snapshot(0), batch.snapshot(1), trajectoryHash(0, batch)];
  spoil(new DataView(snapshot.buffer));
  expect(() => batch.restore(1, snapshot)).toThrow(expect.objectContaining({ code: "CLUSTER_SNAPSHOT_INVALID" }));
  expect(batch.snapshot(1)).toEqual(before);
  expect(trajectoryHash(0, batch)).toBe(shown);
}

test("SIM-7 bytes of no cluster are refused, or shown within their bounds and stepped: never a fault of memory", () => {
  const batch = new ClusterBatch(clusterProfile("bursty", { width: 3, height: 3 }), 1, "next-step");
  batch.reset(1);
  const good = batch.snapshot(0);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
      const snapshot = good.slice();
      for (const [place, byte] of changes) snapshot[place] = byte;
      try {
        batch.restore(0, snapshot);
      } catch (error) {
        expect(error).toMatchObject({ code: "CLUSTER_SNAPSHOT_INVALID" });
        return;
      }
      expect(batch.observations.every((value) => value >= 0 && value <= 1)).toBe(true);
      for (let action = 0; action < 6; action += 1) batch.step(Uint8Array.of(action));
      expect(batch.observations.every((value) => value >= 0 && value <= 1)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each(clusterProfileNames)("SIM-7 whatever %s comes to can be put back", (name) => {
  const spec = clusterProfile(name, { width: 5, height: 3, stepsMax: 40 });
  for (const autoreset of ["next-step", "same-step"] as const) {
    const batch = new ClusterBatch(spec, 1, autoreset);
    batch.reset(6);
    for (let step = 0; step < 90; step += 1) {
      batch.step(Uint8Array.of(actionOf(6, step)));
      const snapshot = batch.snapshot(0);
      batch.restore(0, snapshot);
      expect(batch.snapshot(0)).toEqual(snapshot);
    }
  }
});

test("SIM-8 an action that does not exist stops the whole step before anything has moved", () => {
  const batch = new ClusterBatch(CLASSIC, 3, "same-step");
  batch.reset(1);
  const before = [0, 1, 2].map((environment) => batch.snapshot(environment));
  expect(() => batch.step(Uint8Array.of(4, 4, 6))).toThrow(expect.objectContaining({ code: "CLUSTER_ACTION_INVALID" }));
  expect([0, 1, 2].map((environment) => batch.snapshot(environment))).toEqual(before);
});

test.each([
  ["CLUSTER_ACTION_COUNT", () => new ClusterBatch(CLASSIC, 2, "same-step").step(Uint8Array.of(1))],
  ["CLUSTER_BATCH_SIZE", () => new ClusterBatch(CLASSIC, 0, "same-step")],
  ["CLUSTER_BATCH_SIZE", () => new ClusterBatch(CLASSIC, 1.5, "same-step")],
  ["CLUSTER_ENVIRONMENT", () => new ClusterBatch(CLASSIC, 2, "same-step").slot(2)],
  [
    "SIMULATION_TOO_LARGE",
    () => new ClusterBatch(clusterProfile("classic", { width: 1_000, height: 1_000 }), 4_000, "same-step"),
  ],
  ["CLUSTER_RESET_MASK", () => new ClusterBatch(CLASSIC, 2, "disabled").resetWhere(Uint8Array.of(1))],
  ["CLUSTER_PROFILE_UNKNOWN", () => clusterProfile("clasic")],
  ["CLUSTER_SPEC_INVALID", () => clusterProfile("classic", { width: 1 })],
  ["CLUSTER_SPEC_INVALID", () => clusterProfile("classic", { priorities: [] })],
  ["CLUSTER_SPEC_INVALID", () => clusterProfile("classic", { stepsMax: Number.NaN })],
])("SIM-8 what cannot be meant is refused with %s", (code, attempt) => {
  expect(attempt).toThrow(expect.objectContaining({ code }));
});

test("SIM-9 sums are those of the twin on a grid that no vector divides", () => {
  const spec = clusterProfile("classic", { width: 211, height: 203 });
  const [kernel, twin] = [new ClusterBatch(spec, 1, "next-step"), new TwinBatch(spec, 1, "next-step")];
  for (const batch of [kernel, twin]) {
    batch.reset(4);
    for (let step = 0; step < 3; step += 1) batch.step(Uint8Array.of(step));
  }
  expect(kernel.loads[0]).toBe(twin.loads[0]);
});

test("SIM-14 two policies on one seed have one start and one weather", () => {
  const ends = [0, 3].map((action) => {
    const batch = new ClusterBatch(CLASSIC, 1, "next-step");
    batch.reset(12);
    for (let step = 0; step < 20; step += 1) batch.step(Uint8Array.of(action));
    const slot = batch.slot(0);
    return Array.from({ length: 16 }, (_, cell) => [slot.cpu(cell), slot.memory(cell), slot.priority(cell)]);
  });
  expect(ends[0]).toEqual(ends[1]);
});

test("SIM-9 a batch of a million cells counts every one of them", () => {
  const batch = new ClusterBatch(clusterProfile("classic", { width: 1_000, height: 1_000 }), 1, "next-step");
  batch.reset(2);
  const slot = batch.slot(0);
  for (let cell = 0; cell < 1_000_000; cell += 1) slot.setCell(cell, { cpu: 65_535, memory: 60_000, priority: 13_107 });
  batch.refresh(0);
  expect(slot.hot).toBe(1_000_000);
  batch.step(Uint8Array.of(0));
  expect(slot.hot).toBe(1_000_000);
  expect(batch.loads[0]).toBeGreaterThan(0.94);
  expect(batch.terminated[0]).toBe(1);
});

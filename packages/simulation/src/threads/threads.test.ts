import { afterEach, describe, expect, test, vi } from "vitest";
import { type Autoreset, ClusterBatch } from "../cluster/batch/cluster-batch.ts";
import { trajectoryHash } from "../cluster/batch/trajectory-hash.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import { clusterModule } from "../cluster/kernel/cluster-module.ts";
import { belowAt, partKey, seedKey } from "../random/counter.ts";
import { batchThreads, type BatchThreads } from "./batch-threads.ts";
import { ARE_YOU_THERE } from "./are-you-there.ts";
import { type BrowserWorker, openBrowserThreads } from "./browser-threads.ts";
import { sliceOf } from "./control-block.ts";
import { openThreads } from "./node-threads.ts";
import { lookUntilChange, sleepUntilChange, type ThreadPort } from "./thread-port.ts";

const KEY = seedKey(41);
const STEPS = 120;
const SPEC = clusterProfile("leak-mixture", { width: 5, height: 3, stepsMax: 40 });

let threads: BatchThreads | undefined;
afterEach(() => threads?.close());

const open = (count: number): BatchThreads => (threads = openThreads(count, { patienceMs: 20_000 }));

function hashOf(environments: number, autoreset: Autoreset, run?: BatchThreads["run"]): number {
  const batch = new ClusterBatch(SPEC, environments, autoreset, run);
  batch.reset(11);
  let hash = trajectoryHash(0, batch);
  for (let step = 0; step < STEPS; step += 1) {
    batch.step(actionsAt(step, environments));
    hash = trajectoryHash(hash, batch);
    if (autoreset === "disabled") batch.resetWhere(endedOf(batch));
  }
  return hash;
}

const actionsAt = (step: number, environments: number): Uint8Array =>
  Uint8Array.from({ length: environments }, (_, place) => belowAt(partKey(KEY, step), place, 6));

const endedOf = ({ terminated, truncated }: ClusterBatch): Uint8Array =>
  terminated.map((ended, place) => ended | (truncated[place] ?? 0));

describe.each(["next-step", "same-step", "disabled"] as const)("%s", (autoreset) => {
  test("SIM-60 a batch has the same trajectory on one, two and three threads, whatever its size", () => {
    const sizes = [1, 2, 3, 7, 64, 131];
    const alone = sizes.map((size) => hashOf(size, autoreset));
    for (const count of [1, 2, 3]) {
      using several = open(count);
      expect(sizes.map((size) => hashOf(size, autoreset, several.run))).toEqual(alone);
    }
  });
});

test("SIM-61 slices are neighbours that cover every environment once", () => {
  for (const environments of [1, 2, 5, 1_024])
    for (const count of [1, 2, 3, 7]) {
      const slices = Array.from({ length: count }, (_, place) => sliceOf(environments, place, count));
      expect(slices[0]?.from).toBe(0);
      expect(slices.at(-1)?.to).toBe(environments);
      for (const [place, { from }] of slices.entries()) if (place > 0) expect(from).toBe(slices[place - 1]?.to);
    }
});

test("SIM-62 two batches may take turns on the same threads", () => {
  using two = open(2);
  const batches = [0, 1].map(() => new ClusterBatch(SPEC, 9, "same-step", two.run));
  const alone = new ClusterBatch(SPEC, 9, "same-step");
  for (const batch of [...batches, alone]) batch.reset(3);
  for (let step = 0; step < 30; step += 1) for (const batch of [...batches, alone]) batch.step(actionsAt(step, 9));
  for (const batch of batches) expect(trajectoryHash(0, batch)).toBe(trajectoryHash(0, alone));
});

test("SIM-63 after the end nothing runs, and closing twice is closing once", () => {
  const two = open(2);
  const batch = new ClusterBatch(SPEC, 4, "same-step", two.run);
  batch.reset(1);
  two.close();
  two.close();
  expect(() => batch.step(actionsAt(0, 4))).toThrow(expect.objectContaining({ code: "SIMULATION_THREADS_CLOSED" }));
});

test.each([0, 65, 1.5])("SIM-63 %s threads are refused", (count) => {
  expect(() => openThreads(count)).toThrow(expect.objectContaining({ code: "SIMULATION_THREAD_COUNT" }));
});

const hostOf = (ports: readonly ThreadPort[]) => ({
  ports,
  module: clusterModule(),
  waitForChange: sleepUntilChange,
});

test.each([
  ["sleeps", sleepUntilChange],
  ["looks", lookUntilChange],
])("SIM-64 a thread that never answers is ended after the patience, by one who %s", (_, waitForChange) => {
  let ended = 0;
  const deaf = { send: () => undefined, end: () => void (ended += 1) };
  threads = batchThreads({ ...hostOf([deaf, deaf]), waitForChange }, { patienceMs: 30 });
  const batch = new ClusterBatch(SPEC, 4, "same-step", threads.run);
  expect(() => batch.reset(1)).toThrow(expect.objectContaining({ code: "SIMULATION_THREAD_STALLED" }));
  expect(ended).toBe(2);
  expect(() => batch.reset(1)).toThrow(expect.objectContaining({ code: "SIMULATION_THREADS_CLOSED" }));
});

test("SIM-64 a kernel that traps on a thread is an error of the caller, and the end of the threads", () => {
  const two = open(2);
  const batch = new ClusterBatch(SPEC, 4, "same-step", two.run);
  batch.reset(1);
  const params = new DataView(batch.memory.buffer, batch.layout.params);
  const [STATES, OUTSIDE] = [592, -1_024];
  params.setInt32(STATES, OUTSIDE, true);
  const trapped = { task: "reset", params: batch.layout.params, environments: 4, autoreset: 1 } as const;
  const untouched = { memory: batch.memory, reset: () => undefined } as never;
  expect(() => two.run(untouched, trapped)).toThrow(expect.objectContaining({ code: "SIMULATION_THREAD_FAILED" }));
  expect(() => batch.reset(1)).toThrow(expect.objectContaining({ code: "SIMULATION_THREADS_CLOSED" }));
});

/** A browser's worker that answers what it is asked with this event, later, and says nothing of itself. */
function fakeWorker(answer: "message" | "error", happened: string[] = []): BrowserWorker {
  const listeners = new Map<string, () => void>();
  return {
    postMessage: (message) => {
      happened.push(String(message));
      queueMicrotask(() => listeners.get(answer)?.());
    },
    terminate: () => void happened.push("ended"),
    addEventListener: (type, listener) => void listeners.set(type, listener),
  };
}

test("SIM-65 threads of a browser are asked whether they are there, and waited for", async () => {
  const happened: string[] = [];
  threads = await openBrowserThreads(3, () => fakeWorker("message", happened), false);
  expect(threads.count).toBe(3);
  expect(happened).toEqual([ARE_YOU_THERE, ARE_YOU_THERE]);
});

test("SIM-65 a thread of a browser that does not start is an error, and the end of the others", async () => {
  const happened: string[] = [];
  const kinds = ["message", "error"] as const;
  const start = (): BrowserWorker => fakeWorker(kinds[started++]!, happened);
  let started = 0;
  await expect(openBrowserThreads(3, start, false)).rejects.toThrow(
    expect.objectContaining({ code: "SIMULATION_THREAD_FAILED" }),
  );
  expect(happened).toEqual([ARE_YOU_THERE, ARE_YOU_THERE, "ended", "ended"]);
});

describe("what a browser's thread runs", () => {
  const heard: ((event: { data: unknown }) => void)[] = [];
  const said = vi.fn<(message: unknown) => void>();
  afterEach(() => vi.unstubAllGlobals());

  test("SIM-65 says nothing while it is being loaded, and that it is there when it is asked", async () => {
    vi.stubGlobal("addEventListener", (_: string, listener: (typeof heard)[number]) => heard.push(listener));
    vi.stubGlobal("postMessage", said);
    await import("./browser-worker.ts");
    expect([heard.length, said.mock.calls.length]).toEqual([1, 0]);
    heard[0]!({ data: ARE_YOU_THERE });
    expect(said).toHaveBeenCalledTimes(1);
  });
});

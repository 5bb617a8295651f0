import { setTimeout as sleep } from "node:timers/promises";
import { type Figure, figure, LOOSELY, ms, percentile } from "./figures.ts";
import type { LoadFigures, MergedThought, WorkerPlan } from "./node-plan.ts";
import { type RealMesh, withMesh } from "./real-mesh.ts";
import type { RealNode } from "./real-node.ts";

export interface UnequalHardware {
  readonly nats: readonly string[];
  readonly fast: number;
  readonly slow: number;
  readonly forMs: number;
}

/** A tenth of 2 s and of 45 s. */
const FAST_MS = 200;
const SLOW_MS = 4_500;
/** 0.2 s of work and 0.5 s of mesh, which is not scaled: disks and sockets are as slow as ever. */
const DECISION_BAR_MS = FAST_MS + 500;
const PAUSE_MS = 800;

const fastWorker = (place: number): WorkerPlan => ({
  lanes: place === 0 ? ["fast", "deep"] : ["fast"],
  announcedMs: FAST_MS,
  thinkMs: FAST_MS,
  capacity: 1,
});
const slowWorker: WorkerPlan = { lanes: ["slow", "deep"], announcedMs: SLOW_MS, thinkMs: SLOW_MS, capacity: 1 };

/** H1 to H3: the same fast nodes with and without slow ones beside them. */
export async function unequalHardware({ nats, fast, slow, forMs }: UnequalHardware): Promise<Figure[]> {
  const run = (slowNodes: number) =>
    withMesh(
      {
        nodes: fast + slowNodes,
        nats,
        worker: (place) => (place < fast ? fastWorker(place) : slowWorker),
        dimensions: 384,
      },
      (mesh) => oneRun(mesh, fast, forMs),
    );
  const alone = await run(0);
  const both = await run(slow);
  const size = `${fast} fast and ${slow} slow nodes, ${forMs / 1000} s at 1/10 of the times`;
  const ratio = both.decisionMs.length / alone.decisionMs.length;
  const p99 = percentile(both.decisionMs, 99);
  const merge99 = percentile(both.mergeMs, 99);
  const missing = both.mergeMs.filter((each) => !Number.isFinite(each)).length;
  const perMinute = (count: number) => ((count * 60_000) / forMs).toFixed(0);
  return [
    figure(
      "H1",
      `fast decisions a minute with and without slow nodes, ${size}`,
      `${perMinute(both.decisionMs.length)} / ${perMinute(alone.decisionMs.length)} = ${ratio.toFixed(3)}`,
      ">= 0.95",
      ratio >= 0.95,
      ratio >= 0.8,
    ),
    figure(
      "H2",
      `opening to decision p99 of ${both.decisionMs.length} (p50 ${ms(percentile(both.decisionMs, 50))}; alone p99 ${ms(percentile(alone.decisionMs, 99))})`,
      ms(p99),
      `<= ${DECISION_BAR_MS} ms: 0.2 s work + 0.5 s mesh`,
      p99 <= DECISION_BAR_MS,
      p99 <= DECISION_BAR_MS * LOOSELY,
    ),
    figure(
      "H3",
      `${both.finished} slow thoughts at ${fast + slow} nodes, merged p99 after completion`,
      ms(merge99),
      "<= 1000 ms",
      merge99 <= 1_000,
      merge99 <= 1_000 * LOOSELY,
    ),
    figure(
      "H3",
      `slow thoughts that some node does not hold (faults of any kind counted by all nodes: ${both.faulty})`,
      String(missing),
      "0",
      missing === 0 && both.finished > 0,
    ),
  ];
}

interface RunFigures {
  readonly decisionMs: readonly number[];
  /** Of each slow thought at each node; infinite where it is not. */
  readonly mergeMs: readonly number[];
  readonly finished: number;
  readonly faulty: number;
}

async function oneRun(mesh: RealMesh, fast: number, forMs: number): Promise<RunFigures> {
  await Promise.all(mesh.nodes.map((node) => node.order("watch")));
  const order = { lane: "fast", forMs, pauseMs: PAUSE_MS, enough: 1, softDeadlineMs: 2_000 };
  const loads = mesh.nodes.slice(0, fast).map((node) => node.order<LoadFigures>("load", order));
  const slowLoad = askSlowly(mesh, fast, forMs);
  const decisionMs = (await Promise.all(loads)).flatMap((load) => load.decisionMs);
  await slowLoad;
  const slow = mesh.nodes.slice(fast);
  await untilSlowRest(slow);
  const merged = await Promise.all(mesh.nodes.map((node) => node.order<MergedThought[]>("merged")));
  const finished = slow.flatMap((node) =>
    node.words.flatMap((word) => (word.type === "finished" ? { ...word, author: node.key } : [])),
  );
  const mergeMs = finished.flatMap(({ author, intent, atMs }) =>
    merged.map((thoughts) => {
      const thought = thoughts.find((one) => one.author === author && one.intent === intent);
      return (thought?.atMs ?? Infinity) - atMs;
    }),
  );
  const statuses = await Promise.all(mesh.nodes.map((node) => node.status()));
  const faulty = statuses.reduce((sum, { counts }) => sum + counts.faulty + counts.malformed, 0);
  return { decisionMs, mergeMs, finished: finished.length, faulty };
}

/** Until all that was begun is finished, and a merge bar later. */
async function untilSlowRest(slow: readonly RealNode[]): Promise<void> {
  const count = (type: string) => slow.flatMap(({ words }) => words.filter((word) => word.type === type)).length;
  const isAtRest = () => count("started") === count("finished") + count("abandoned");
  const endMs = performance.now() + 4 * SLOW_MS;
  if (slow.length === 0) return;
  for (let restedMs = 0; restedMs < REST_MS && performance.now() < endMs; restedMs += 100) {
    await sleep(100);
    if (!isAtRest()) restedMs = 0;
  }
}

const REST_MS = 1_500;

/** Slow work for each slow node all the time, every other one asked of a fast node as well, which decides without waiting. */
async function askSlowly(mesh: RealMesh, fast: number, forMs: number): Promise<void> {
  const slow = mesh.nodes.length - fast;
  if (slow === 0) return;
  const endMs = performance.now() + forMs - SLOW_MS;
  for (let asked = 0; performance.now() < endMs; asked += 1) {
    const isDeep = asked % 2 === 1;
    const order = { lane: isDeep ? "deep" : "slow", enough: isDeep ? 2 : 1, softDeadlineMs: 1_000 };
    await mesh.node(asked % fast).order("open", order);
    await sleep((SLOW_MS * 1.1) / slow);
  }
}

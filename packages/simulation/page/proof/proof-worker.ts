import { ClusterBatch } from "../../src/cluster/batch/cluster-batch.ts";
import type { RangeRunner } from "../../src/cluster/batch/range-runner.ts";
import { drawActions, type TrajectoryRun } from "../../src/cluster/batch/trajectory-run.ts";
import { clusterProfile } from "../../src/cluster/profiles.ts";
import { partKey, seedKey } from "../../src/random/counter.ts";
import { type BrowserWorker, openBrowserThreads } from "../../src/threads/browser-threads.ts";
import { folded, GOLDEN_RUNS, hashOfRun, hexOf, WHOLE, wholeRuns } from "./golden.ts";
import type { ProofAnswer, ProofOrder } from "./proof-messages.ts";

/** What is used of a dedicated worker's scope, which the page's types do not have. */
interface WorkerScope {
  postMessage(answer: ProofAnswer, transfer: readonly never[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ProofOrder>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.addEventListener("message", ({ data }) => {
  carryOut(data).catch((cause: unknown) => scope.postMessage({ type: "failed", message: String(cause) }, []));
});

async function carryOut(order: ProofOrder): Promise<void> {
  using threads = order.threads > 1 ? await openBrowserThreads(order.threads, startThread, true) : null;
  const runner = threads?.run;
  if (order.type === "golden") playGolden(runner);
  if (order.type === "whole") playWhole(runner);
  if (order.type === "speed")
    scope.postMessage({ type: "speed", stepsPerSecond: measure(runner, order.measureMs), threads: order.threads }, []);
}

function startThread(): BrowserWorker {
  const worker = new Worker(new URL("../../src/threads/browser-worker.ts", import.meta.url), { type: "module" });
  return {
    postMessage: (message) => worker.postMessage(message, []),
    terminate: () => worker.terminate(),
    addEventListener: (type, listener) => worker.addEventListener(type, listener),
  };
}

function playGolden(runner: RangeRunner | undefined): void {
  let [same, hash] = [0, 0];
  for (const run of GOLDEN_RUNS) {
    const own = hashOfRun(run, runner);
    hash = folded(hash, own);
    same += Number(hexOf(own) === run.hash);
    scope.postMessage({ type: "run", name: nameOf(run), hash: hexOf(own), expected: run.hash }, []);
  }
  scope.postMessage({ type: "golden", same, runs: GOLDEN_RUNS.length, hash: hexOf(hash) }, []);
}

const nameOf = ({ profile, width, height, autoreset, environments, steps }: TrajectoryRun): string =>
  `${profile} ${width} × ${height}, ${autoreset}, ${environments} × ${steps} steps`;

function playWhole(runner: RangeRunner | undefined): void {
  const runs = wholeRuns();
  let hash = 0;
  for (const [place, run] of runs.entries()) {
    hash = folded(hash, hashOfRun(run, runner));
    scope.postMessage({ type: "whole-part", done: place + 1, runs: runs.length }, []);
  }
  const steps = runs.reduce((sum, run) => sum + run.steps * run.environments, 0);
  scope.postMessage({ type: "whole", steps, hash: hexOf(hash), expected: WHOLE.hash }, []);
}

const ENVIRONMENTS = 1_024;
const ROWS = 32;
const WARM_UP_STEPS = 200;

/** Steps of single environments a second by the clock on the wall: 10 × 10 cells, random actions. */
function measure(runner: RangeRunner | undefined, measureMs: number): number {
  const batch = new ClusterBatch(
    clusterProfile("classic", { width: 10, height: 10 }),
    ENVIRONMENTS,
    "same-step",
    runner,
  );
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const actions = new Uint8Array(ENVIRONMENTS);
    drawActions(actions, partKey(seedKey(1), row));
    return actions;
  });
  batch.reset(1);
  for (let step = 0; step < WARM_UP_STEPS; step += 1) batch.step(rows[step % ROWS]);
  const startedMs = performance.now();
  let steps = 0;
  for (; performance.now() - startedMs < measureMs; steps += 1) batch.step(rows[steps % ROWS]);
  return (steps * ENVIRONMENTS * 1_000) / (performance.now() - startedMs);
}

/// <reference types="node" />
import { Worker } from "node:worker_threads";
import { clusterModule } from "../cluster/kernel/cluster-module.ts";
import { batchThreads, type BatchThreads, checkThreadCount, type ThreadOptions } from "./batch-threads.ts";
import { sleepUntilChange, type ThreadPort } from "./thread-port.ts";

/**
 * Threads of this process for the batches of clusters; the one that calls is one of them, so `openThreads(1)` starts none.
 * What a batch computes does not depend on their number.
 * @throws {PlimsollError} `SIMULATION_THREAD_COUNT`
 */
export function openThreads(count: number, options: ThreadOptions = {}): BatchThreads {
  checkThreadCount(count);
  const module = clusterModule();
  const ports = Array.from({ length: count - 1 }, startThread);
  return batchThreads({ ports, module, waitForChange: sleepUntilChange }, options);
}

/** Threads do not keep the process alive. One that cannot start never answers, and counts as stalled. */
function startThread(): ThreadPort {
  const isSource = import.meta.url.endsWith(".ts");
  const worker = new Worker(new URL(isSource ? "./node-worker.ts" : "./node-worker.js", import.meta.url));
  worker.on("error", () => undefined);
  worker.unref();
  return {
    send: (message) => worker.postMessage(message, []),
    end: () => void worker.terminate(),
  };
}

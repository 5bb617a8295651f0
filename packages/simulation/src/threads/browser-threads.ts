import { PlimsollError } from "@plimsoll/foundation";
import { clusterModule } from "../cluster/kernel/cluster-module.ts";
import { ARE_YOU_THERE } from "./are-you-there.ts";
import { batchThreads, type BatchThreads, checkThreadCount, type ThreadOptions } from "./batch-threads.ts";
import { lookUntilChange, sleepUntilChange } from "./thread-port.ts";

/** What is used of a browser's `Worker`. */
export interface BrowserWorker {
  postMessage(message: unknown, transfer: readonly never[]): void;
  terminate(): void;
  addEventListener(type: "message" | "error", listener: () => void): void;
}

/**
 * Threads in a browser whose page is isolated across origins (COOP and COEP). `start` makes a module worker that runs
 * `@plimsoll/simulation/threads/browser-worker`; each is asked whether it is there, and its answer waited for.
 *
 * @param maySleep true in a worker, false in a page, which may not be put to sleep
 * @throws {PlimsollError} `SIMULATION_THREAD_COUNT`, `SIMULATION_THREAD_FAILED` for a worker that does not start
 */
export async function openBrowserThreads(
  count: number,
  start: () => BrowserWorker,
  maySleep: boolean,
  options: ThreadOptions = {},
): Promise<BatchThreads> {
  checkThreadCount(count);
  const workers = Array.from({ length: count - 1 }, start);
  await allThere(workers);
  const ports = workers.map((worker) => ({
    send: (message: unknown) => worker.postMessage(message, []),
    end: () => worker.terminate(),
  }));
  const waitForChange = maySleep ? sleepUntilChange : lookUntilChange;
  return batchThreads({ ports, module: clusterModule(), waitForChange }, options);
}

/** One that does not start is the end of the others. */
async function allThere(workers: readonly BrowserWorker[]): Promise<void> {
  try {
    await Promise.all(workers.map(answer));
  } catch (fault) {
    for (const worker of workers) worker.terminate();
    throw fault;
  }
}

const answer = (worker: BrowserWorker): Promise<void> =>
  new Promise((resolve, reject) => {
    worker.addEventListener("message", () => resolve());
    worker.addEventListener("error", () => reject(notStarted()));
    worker.postMessage(ARE_YOU_THERE, []);
  });

const notStarted = (): PlimsollError =>
  new PlimsollError({
    code: "SIMULATION_THREAD_FAILED",
    expected: "a worker that starts",
    received: "a worker that reported an error before it was ready",
    fix: "serve the worker's module from the page's own origin, or run without threads",
  });

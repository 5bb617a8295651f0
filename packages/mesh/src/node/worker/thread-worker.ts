import { Worker as Thread } from "node:worker_threads";
import type { Job, Worker } from "../../ports/work.ts";
import { localWorker, type LocalWorkerOptions } from "./local-worker.ts";
import { workerFault } from "./worker-fault.ts";

export interface ThreadWorkerOptions extends Omit<LocalWorkerOptions, "run"> {
  /**
   * A module that answers one message, `{ idempotenceKey, lane, prompt }`, by posting a `Uint8Array` to its parent
   * (`parentPort` of `node:worker_threads`).
   */
  readonly module: URL;
}

/** A worker that computes in a thread of its own, one for each job: a job that is given up or hangs is ended with it. */
export const threadWorker = ({ module, ...options }: ThreadWorkerOptions): Worker =>
  localWorker({ ...options, run: (job, signal) => inThread(module, job, signal) });

function inThread(module: URL, job: Job, signal: AbortSignal): Promise<Uint8Array> {
  const thread = new Thread(module);
  const end = (): void => void thread.terminate();
  signal.addEventListener("abort", end, { once: true });
  const answer = new Promise<Uint8Array>((resolve, reject) => {
    thread.once("message", (value) => {
      if (value instanceof Uint8Array) resolve(value);
      else reject(fault(`a ${typeof value}`));
    });
    // Its message may quote the prompt.
    thread.once("error", (error) => reject(fault(error instanceof Error ? error.name : "a throw")));
    thread.once("exit", () => reject(fault("an end without one")));
  });
  thread.postMessage(job, []);
  return answer.finally(() => {
    signal.removeEventListener("abort", end);
    end();
  });
}

const fault = (received: string): Error =>
  workerFault("MESH_WORKER_FAILED", "an answer of bytes from the thread", received, "mend the worker's module");

import { PlimsollError } from "@plimsoll/foundation";
import type { ClusterKernel } from "../cluster/batch/cluster-batch.ts";
import type { EnvironmentRange, RangeRunner } from "../cluster/batch/range-runner.ts";
import {
  AUTORESET,
  BUSY,
  ENVIRONMENTS,
  FAILED,
  LISTEN,
  newControlBlock,
  OPERATION,
  ORDER,
  PARAMS,
  sliceOf,
  TASKS,
  TURNS_BEFORE_SLEEP,
} from "./control-block.ts";
import type { ThreadPort, WaitForChange } from "./thread-port.ts";

/** Threads that work on the environments of one batch at a time, each on a slice, over its one memory. */
export interface BatchThreads extends Disposable {
  /** The thread that calls included. */
  readonly count: number;
  /** Give it to a `ClusterBatch`. Moving on to another batch costs a message to each thread. */
  readonly run: RangeRunner;
  /** Ends the threads. A batch that still uses them is refused from then on. Closing twice is closing once. */
  close(): void;
}

export interface ThreadOptions {
  /** How long the others may take before they count as stalled, and are ended, in milliseconds. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 60_000;
export const THREADS_MAX = 64;

export interface ThreadHost {
  /** Threads besides the one that calls; places 1 and up. */
  readonly ports: readonly ThreadPort[];
  readonly module: WebAssembly.Module;
  readonly waitForChange: WaitForChange;
}

/**
 * The threads of a host, as a runner. Whatever goes wrong ends them all: a batch half stepped is not to be gone on with.
 * @throws by `run`: {PlimsollError} `SIMULATION_THREADS_CLOSED`, `SIMULATION_THREAD_STALLED`, `SIMULATION_THREAD_FAILED`
 */
export function batchThreads({ ports, module, waitForChange }: ThreadHost, options: ThreadOptions = {}): BatchThreads {
  const control = newControlBlock();
  const count = ports.length + 1;
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  let served: WebAssembly.Memory | undefined;
  let isOpen = true;

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    for (const port of ports) port.end();
  }

  function order(operation: number): void {
    Atomics.store(control, OPERATION, operation);
    Atomics.add(control, ORDER, 1);
    Atomics.notify(control, ORDER);
  }

  function waitForAll(): void {
    if (!areDone(control, patienceMs, waitForChange)) {
      close();
      throw stalled(patienceMs);
    }
    if (Atomics.load(control, FAILED) === 0) return;
    close();
    throw failed();
  }

  function serve(memory: WebAssembly.Memory): void {
    Atomics.store(control, BUSY, ports.length);
    for (const [index, port] of ports.entries())
      port.send({ control, memory, module, place: index + 1, threads: count });
    if (served !== undefined) order(LISTEN);
    waitForAll();
    served = memory;
  }

  function work(kernel: ClusterKernel, range: EnvironmentRange): void {
    Atomics.store(control, PARAMS, range.params);
    Atomics.store(control, ENVIRONMENTS, range.environments);
    Atomics.store(control, AUTORESET, range.autoreset);
    Atomics.store(control, BUSY, ports.length);
    order(TASKS.indexOf(range.task));
    const { from, to } = sliceOf(range.environments, 0, count);
    try {
      kernel[range.task](range.params, from, to, range.autoreset);
    } catch {
      Atomics.add(control, FAILED, 1);
    }
    waitForAll();
  }

  return {
    count,
    run: (kernel, range) => {
      if (!isOpen) throw closed();
      if (served !== kernel.memory) serve(kernel.memory);
      work(kernel, range);
    },
    close,
    [Symbol.dispose]: close,
  };
}

/** Looks a while, then sleeps; false when the patience is at its end. */
function areDone(control: Int32Array, patienceMs: number, waitForChange: WaitForChange): boolean {
  for (let turn = 0; turn < TURNS_BEFORE_SLEEP; turn += 1) if (Atomics.load(control, BUSY) === 0) return true;
  for (let busy = Atomics.load(control, BUSY); busy !== 0; busy = Atomics.load(control, BUSY))
    if (waitForChange(control, BUSY, busy, patienceMs) === "timed-out") return Atomics.load(control, BUSY) === 0;
  return true;
}

/** @throws {PlimsollError} `SIMULATION_THREAD_COUNT` */
export function checkThreadCount(count: number): void {
  if (Number.isInteger(count) && count >= 1 && count <= THREADS_MAX) return;
  throw new PlimsollError({
    code: "SIMULATION_THREAD_COUNT",
    expected: `a whole number of threads from 1 to ${THREADS_MAX}`,
    received: String(count),
    fix: "name as many threads as there are cores to use",
  });
}

const closed = (): PlimsollError =>
  new PlimsollError({
    code: "SIMULATION_THREADS_CLOSED",
    expected: "threads that are open",
    received: "threads that were closed, or ended after a fault",
    fix: "open threads anew and make a new batch with them",
  });

const stalled = (patienceMs: number): PlimsollError =>
  new PlimsollError({
    code: "SIMULATION_THREAD_STALLED",
    expected: `every thread done within ${patienceMs} ms`,
    received: "a thread that does not answer; all of them were ended",
    fix: "make the batch anew from its last snapshots, with fewer threads or more patience",
  });

const failed = (): PlimsollError =>
  new PlimsollError({
    code: "SIMULATION_THREAD_FAILED",
    expected: "a kernel that ends its work",
    received: "a thread whose kernel trapped; all of them were ended",
    fix: "make the batch anew; if it happens again, report the spec digest, the seed and the step",
  });

import { PlimsollError } from "@plimsoll/foundation";
import type { EnvironmentRange, RangeRunner } from "../cluster/batch/range-runner.ts";
import type { ClusterKernel } from "../cluster/kernel/cluster-kernel.ts";
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

/** How long threads wait for one another. */
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
export const batchThreads = (host: ThreadHost, { patienceMs = PATIENCE_MS }: ThreadOptions = {}): BatchThreads =>
  new OrderedThreads(host, patienceMs);

/** Orders go out by a control block that all threads share; the thread that gives one works on the first slice. */
class OrderedThreads implements BatchThreads {
  readonly count: number;
  readonly run: RangeRunner = (kernel, range) => {
    if (!this.#isOpen) throw closed();
    if (this.#served !== kernel.memory) this.#serve(kernel.memory);
    this.#work(kernel, range);
  };
  readonly #host: ThreadHost;
  readonly #patienceMs: number;
  readonly #control = newControlBlock();
  #served: WebAssembly.Memory | undefined;
  #isOpen = true;

  constructor(host: ThreadHost, patienceMs: number) {
    this.#host = host;
    this.#patienceMs = patienceMs;
    this.count = host.ports.length + 1;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const port of this.#host.ports) port.end();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Moves on to the memory of another batch. */
  #serve(memory: WebAssembly.Memory): void {
    const { ports, module } = this.#host;
    const control = this.#control;
    Atomics.store(control, BUSY, ports.length);
    for (const [index, port] of ports.entries())
      port.send({ control, memory, module, place: index + 1, threads: this.count });
    if (this.#served !== undefined) this.#order(LISTEN);
    this.#waitForAll();
    this.#served = memory;
  }

  #work(kernel: ClusterKernel, range: EnvironmentRange): void {
    const control = this.#control;
    Atomics.store(control, PARAMS, range.params);
    Atomics.store(control, ENVIRONMENTS, range.environments);
    Atomics.store(control, AUTORESET, range.autoreset);
    Atomics.store(control, BUSY, this.#host.ports.length);
    this.#order(TASKS.indexOf(range.task));
    const { from, to } = sliceOf(range.environments, 0, this.count);
    try {
      kernel[range.task](range.params, from, to, range.autoreset);
    } catch {
      Atomics.add(control, FAILED, 1);
    }
    this.#waitForAll();
  }

  #order(operation: number): void {
    Atomics.store(this.#control, OPERATION, operation);
    Atomics.add(this.#control, ORDER, 1);
    Atomics.notify(this.#control, ORDER);
  }

  #waitForAll(): void {
    const isDone = areDone(this.#control, this.#patienceMs, this.#host.waitForChange);
    if (isDone && Atomics.load(this.#control, FAILED) === 0) return;
    this.close();
    throw isDone ? failed() : stalled(this.#patienceMs);
  }
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

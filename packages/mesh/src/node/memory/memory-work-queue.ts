import type { JobHandler, StopTaking, WorkQueue } from "../../ports/work-queue.ts";

interface Job {
  readonly lane: string;
  readonly intentId: string;
  readonly bytes: Uint8Array;
}

interface Taker {
  readonly lane: string;
  readonly handler: JobHandler;
  readonly capacity: number;
  readonly running: Set<Promise<void>>;
  isStopped: boolean;
}

/** A work queue within one process, for tests and meshes of one process. Loses everything when the process ends. */
export class MemoryWorkQueue implements WorkQueue {
  readonly #waiting = new Map<string, Job>();
  readonly #running = new Set<string>();
  readonly #takers: Taker[] = [];
  readonly #retryMs: number;
  #isClosed = false;

  /** `retryMs`: how long a job rests that failed. */
  constructor(retryMs = 250) {
    this.#retryMs = retryMs;
  }

  offer(lane: string, intentId: string, bytes: Uint8Array): void {
    if (this.#isClosed || this.#running.has(intentId)) return;
    this.#waiting.set(intentId, { lane, intentId, bytes: bytes.slice() });
    setImmediate(() => this.#handOut());
  }

  take(lane: string, handler: JobHandler, capacity = 1): StopTaking {
    const taker: Taker = { lane, handler, capacity, running: new Set(), isStopped: false };
    this.#takers.push(taker);
    setImmediate(() => this.#handOut());
    return async () => this.#stop(taker);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#takers.map(async (taker) => this.#stop(taker)));
  }

  async #stop(taker: Taker): Promise<void> {
    taker.isStopped = true;
    await Promise.all(taker.running);
  }

  #handOut(): void {
    for (const job of this.#waiting.values()) {
      const taker = this.#takers.find((taker) => isFree(taker, job.lane));
      if (taker !== undefined) this.#start(taker, job);
    }
  }

  #start(taker: Taker, job: Job): void {
    this.#waiting.delete(job.intentId);
    this.#running.add(job.intentId);
    // Whoever served last is asked last.
    this.#takers.push(...this.#takers.splice(this.#takers.indexOf(taker), 1));
    const run = this.#run(taker, job);
    taker.running.add(run);
    void run.finally(() => taker.running.delete(run)).finally(() => this.#handOut());
  }

  async #run(taker: Taker, job: Job): Promise<void> {
    try {
      await taker.handler(job.intentId, job.bytes);
      this.#running.delete(job.intentId);
    } catch {
      this.#running.delete(job.intentId);
      setTimeout(() => this.offer(job.lane, job.intentId, job.bytes), this.#retryMs);
    }
  }
}

const isFree = (taker: Taker, lane: string): boolean =>
  !taker.isStopped && taker.lane === lane && taker.running.size < taker.capacity;

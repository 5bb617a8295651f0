import type { Worker } from "../ports/work.ts";

/** What a node's worker promises and how it takes turns with others. Times in ms. */
export interface WorkerOptions extends Pick<Worker, "lanes" | "announcedMs" | "capacity"> {
  readonly mailboxMax?: number;
  /** How much later than the one before it the next in line claims. Should exceed the spread of an event. */
  readonly staggerMs?: number;
  /**
   * Between the own claim and the start, so that of two claims that crossed one is given up before it costs anything.
   * A 13th of the announced duration, from 100 to 1,000, when not given.
   */
  readonly settleMs?: number;
  /** Leases are three times what is announced, but never shorter than this: a mesh may stutter for a second. */
  readonly leaseLeastMs?: number;
  /** Leases of others are believed for at most this long. */
  readonly leaseBelievedMs?: number;
  /** A peer of which nothing was heard for this long is not waited for. */
  readonly peerSilentMs?: number;
  /** After a failure the intent is left to others for this long, doubling to 64 times. */
  readonly restMs?: number;
}

export type WorkerPlan = Required<WorkerOptions> & { readonly leaseMs: number };

export function workerPlan(options: WorkerOptions): WorkerPlan {
  const plan = { ...DEFAULTS, settleMs: settleMs(options.announcedMs), ...options };
  return { ...plan, leaseMs: Math.max(plan.leaseLeastMs, 3 * plan.announcedMs) };
}

const DEFAULTS = {
  mailboxMax: 256,
  staggerMs: 250,
  leaseLeastMs: 3000,
  leaseBelievedMs: 3_600_000,
  peerSilentMs: 5000,
  restMs: 10_000,
};

const settleMs = (announcedMs: number): number => Math.min(1000, Math.max(100, Math.floor(announcedMs / 13)));

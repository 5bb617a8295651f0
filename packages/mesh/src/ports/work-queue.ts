/**
 * A queue of jobs per lane, as a cache of intents that are open: it may lose what it holds, and a job may come twice, also
 * to two nodes at once. Truth is the event set; whoever owns an open intent offers it again.
 */
export interface WorkQueue {
  /**
   * Hands in a job and returns at once; never throws. Tried again until the queue has it. Offering an intent again is
   * harmless, and is the remedy when a queue has lost its store.
   */
  offer(lane: string, intentId: string, bytes: Uint8Array): void;
  /**
   * Serves a lane until stopped. The handler's promise decides: fulfilled, and the job is gone; rejected, and it comes
   * again, here or elsewhere. It may take any time: while it runs the job is kept from others. Resolves once no handler runs.
   */
  take(lane: string, handler: JobHandler, capacity?: number): StopTaking;
  close(): Promise<void>;
}

/** MUST bear being called twice for one intent. */
export type JobHandler = (intentId: string, bytes: Uint8Array) => Promise<void>;

export type StopTaking = () => Promise<void>;

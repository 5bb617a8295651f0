/**
 * What threads share besides a batch's memory: one block of 32-bit words. The first thread writes an order, raises `ORDER`
 * and works on its own slice; the others wait for `ORDER` to change, do theirs, and count `BUSY` down. The two words that
 * are waited for have cache lines of their own.
 */
export const ORDER = 0;
export const BUSY = 16;
/** Threads that threw. */
export const FAILED = 17;
export const OPERATION = 32;
export const PARAMS = 33;
export const ENVIRONMENTS = 34;
export const AUTORESET = 35;
export const BLOCK_WORDS = 48;

/** The operations: work on a range, or go and take the next message. */
export const TASKS = ["step", "reset", "resetWhere"] as const;
export const LISTEN = TASKS.length;

export const newControlBlock = (): Int32Array =>
  new Int32Array(new SharedArrayBuffer(BLOCK_WORDS * Int32Array.BYTES_PER_ELEMENT));

/** What is waited for is near: looking a while is quicker than sleeping and being woken. */
export const TURNS_BEFORE_SLEEP = 10_000;

/** The environments of thread `place` of `threads`: neighbours, so that each thread writes to its own part of the memory. */
export const sliceOf = (
  environments: number,
  place: number,
  threads: number,
): { readonly from: number; readonly to: number } => ({
  from: Math.floor((environments * place) / threads),
  to: Math.floor((environments * (place + 1)) / threads),
});

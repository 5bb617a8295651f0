import { setTimeout as sleep } from "node:timers/promises";

/** Rejects when it takes longer. */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = sleep(ms, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`not within ${ms} ms: ${what}`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
    late.catch(() => undefined);
  }
}

/** Looks until it holds, and resolves with how long that took. Rejects after `withinMs`. */
export async function untilHolds(
  what: string,
  holds: () => Promise<boolean> | boolean,
  withinMs = 60_000,
  lookMs = 50,
) {
  const beganMs = performance.now();
  while (!(await holds())) {
    if (performance.now() - beganMs > withinMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(lookMs);
  }
  return performance.now() - beganMs;
}

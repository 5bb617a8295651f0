import type { Clock, RandomStream } from "@plimsoll/foundation";

/** Waits so many ms, or rejects when the signal fires. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Lets trials begin at most so often a second. */
export function steadyPace(trialsPerSecond: number, clock: Clock, wait: Wait): (signal: AbortSignal) => Promise<void> {
  const gapMs = 1_000 / trialsPerSecond;
  let nextMs = clock.monotonicMs();
  return async (signal) => {
    const nowMs = clock.monotonicMs();
    const dueMs = Math.max(nextMs, nowMs);
    nextMs = dueMs + gapMs;
    if (dueMs > nowMs) await wait(dueMs - nowMs, signal);
  };
}

/** Probes of a live model come as traffic does: independent of one another, a Poisson stream of so many a second (ACB-K §2.2). */
export function poissonPace(
  trialsPerSecond: number,
  random: RandomStream,
  wait: Wait,
): (signal: AbortSignal) => Promise<void> {
  return async (signal) => await wait((-Math.log1p(-random.unit()) * 1_000) / trialsPerSecond, signal);
}

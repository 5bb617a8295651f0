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

/** Whoever is later than so many mean gaps was not asked to probe meanwhile, and begins anew. */
const GAPS_CAUGHT_UP_MAX = 10;

/**
 * Probes of a live model come as traffic does: independent of one another, a Poisson stream of so many a second (ACB-K §2.2). Gaps are between
 * beginnings. Trials follow one another, so one that outlasts its gap delays the next ones, which catch up with the stream.
 */
export function poissonPace(
  trialsPerSecond: number,
  random: RandomStream,
  clock: Clock,
  wait: Wait,
): (signal: AbortSignal) => Promise<void> {
  const meanMs = 1_000 / trialsPerSecond;
  let dueMs = clock.monotonicMs();
  return async (signal) => {
    const nowMs = clock.monotonicMs();
    if (nowMs - dueMs > GAPS_CAUGHT_UP_MAX * meanMs) dueMs = nowMs;
    dueMs += -Math.log1p(-random.unit()) * meanMs;
    if (dueMs > nowMs) await wait(dueMs - nowMs, signal);
  };
}

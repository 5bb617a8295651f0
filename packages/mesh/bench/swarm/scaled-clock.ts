import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";

/** A clock that runs faster than the wall, from 0. */
export interface ScaledClock {
  /** ms of the scenario since it began. */
  now(): number;
  /** True after the sleep; false, at once, when the signal came before its end. */
  sleep(ms: number, signal: AbortSignal): Promise<boolean>;
  /** Wall time of a scenario's duration. */
  wallMs(ms: number): number;
}

export function scaledClock(timeScale: number): ScaledClock {
  const startedMs = performance.now();
  const wallMs = (ms: number): number => ms * timeScale;
  return {
    wallMs,
    now: () => (performance.now() - startedMs) / timeScale,
    sleep: (ms, signal) =>
      wait(wallMs(ms), undefined, { signal }).then(
        () => true,
        () => false,
      ),
  };
}

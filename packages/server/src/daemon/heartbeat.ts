import { PlimsollError } from "@plimsoll/foundation";
import type { Timers } from "@plimsoll/governor";

/** What a daemon does again and again, and whether it still can. */
export interface Heartbeat {
  /** What went wrong the last time, by task and code: anybody may ask for it, and messages tell paths. Empty when nothing did. */
  readonly faults: readonly string[];
  stop(): void;
}

export interface Task {
  readonly name: string;
  readonly intervalMs: number;
  readonly run: () => void;
}

/** Runs every task at its interval; a task that throws is told of until it succeeds again, and stops no other. */
export function beat(
  tasks: readonly Task[],
  timers: Timers,
  onFault: (task: string, cause: unknown) => void,
): Heartbeat {
  const faults = new Map<string, string>();
  const running = tasks.map(({ name, intervalMs, run }) =>
    timers.every(intervalMs, () => {
      try {
        run();
        faults.delete(name);
      } catch (cause) {
        faults.set(name, `${name}: ${cause instanceof PlimsollError ? cause.code : "INTERNAL"}`);
        onFault(name, cause);
      }
    }),
  );
  return {
    get faults() {
      return [...faults.values()];
    },
    stop: () => running.forEach((timer) => timer.stop()),
  };
}

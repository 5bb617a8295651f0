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

/** Who is told of tasks that fail: once of each code, however long it goes on, and once that it is over. */
export interface TaskListener {
  readonly failed: (task: string, cause: unknown) => void;
  /** @param failures how often in a row the task failed before */
  readonly recovered: (task: string, failures: number) => void;
}

/** What one task failed with since it last succeeded. */
interface Outage {
  failures: number;
  code: string;
  readonly codesTold: Set<string>;
}

/** Runs every task at its interval; a task that throws is told of until it succeeds again, and stops no other. */
export function beat(tasks: readonly Task[], timers: Timers, listener: TaskListener): Heartbeat {
  const outages = new Map<string, Outage>();
  const running = tasks.map(({ name, intervalMs, run }) =>
    timers.every(intervalMs, () => {
      try {
        run();
      } catch (cause) {
        if (isNews(outages, name, codeOf(cause))) listener.failed(name, cause);
        return;
      }
      const over = outages.get(name);
      outages.delete(name);
      if (over !== undefined) listener.recovered(name, over.failures);
    }),
  );
  return {
    get faults() {
      return [...outages].map(([name, { code }]) => `${name}: ${code}`);
    },
    stop: () => running.forEach((timer) => timer.stop()),
  };
}

/** Counts a failure; a disk that is full for a day must not fill the log, too. */
function isNews(outages: Map<string, Outage>, name: string, code: string): boolean {
  const outage = outages.get(name) ?? { failures: 0, code, codesTold: new Set<string>() };
  outages.set(name, outage);
  outage.failures += 1;
  outage.code = code;
  const isNew = !outage.codesTold.has(code);
  outage.codesTold.add(code);
  return isNew;
}

const codeOf = (cause: unknown): string => (cause instanceof PlimsollError ? cause.code : "INTERNAL");

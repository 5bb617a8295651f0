import type { ThreadMessage } from "./serve-thread.ts";

/** A thread as its host gives it: a Node worker or a browser's. */
export interface ThreadPort {
  /** The thread takes the message when it listens, and serves by it (`serveThread`). */
  send(message: ThreadMessage): void;
  /** Ends the thread, whatever it does. */
  end(): void;
}

/** How one waits for a word of shared memory to change. A browser's page may not sleep, and looks again and again. */
export type WaitForChange = (
  control: Int32Array,
  word: number,
  from: number,
  timeoutMs: number,
) => "changed" | "timed-out";

export const sleepUntilChange: WaitForChange = (control, word, from, timeoutMs) =>
  Atomics.wait(control, word, from, timeoutMs) === "timed-out" ? "timed-out" : "changed";

/** Looks at a core's word that another core has just written cost some 20 ns each; it need not be exact. */
const LOOKS_PER_MS = 50_000;

export const lookUntilChange: WaitForChange = (control, word, from, timeoutMs) => {
  for (let looks = timeoutMs * LOOKS_PER_MS; looks > 0; looks -= 1)
    if (Atomics.load(control, word) !== from) return "changed";
  return "timed-out";
};

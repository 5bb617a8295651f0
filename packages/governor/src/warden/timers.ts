/** Calls back later: the only way that waiting enters the warden. */
export interface Timers {
  /** Runs `task` once, `delayMs` from now or a little later. The returned function takes it back. */
  after(delayMs: number, task: () => void): () => void;
}

/** The event loop's own timers. */
export const systemTimers: Timers = {
  after: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};

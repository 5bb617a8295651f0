/** The event loop's own timers. */
export const TIMERS = {
  every: (intervalMs: number, action: () => void): { stop(): void } => {
    const timer = setInterval(action, intervalMs);
    return { stop: () => clearInterval(timer) };
  },
};

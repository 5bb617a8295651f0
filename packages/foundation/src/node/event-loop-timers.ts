/** Calls back again and again, by the event loop's own timers, until it is stopped. */
export const eventLoopTimers = {
  every: (intervalMs: number, action: () => void): { stop(): void } => {
    const timer = setInterval(action, intervalMs);
    return { stop: () => clearInterval(timer) };
  },
};

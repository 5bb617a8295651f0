import type { Timers } from "@plimsoll/governor";

/** The event loop's own timers. */
export const daemonTimers: Timers = {
  every: (intervalMs, action) => {
    const timer = setInterval(action, intervalMs);
    return { stop: () => clearInterval(timer) };
  },
};

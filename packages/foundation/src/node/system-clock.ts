import type { Clock } from "../time/clock.ts";

/** The machine's clocks. On Linux the monotonic one is shared by all processes of the machine. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => Number(process.hrtime.bigint() / 1_000_000n),
};

/** Whole ms since 1970 as the wall had it when the process began, and steady since: it never runs back or jumps. */
export const steadyNowMs = (): number => Math.floor(performance.timeOrigin + performance.now());

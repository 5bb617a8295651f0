import type { ShareLaw, ShareState } from "./scaled-rule.ts";

/** How a rewind lowers what the rate may be, and how it comes back. Shares are of the schedule's rate. */
export interface CeilingSettings {
  readonly ceilingShare: number;
  readonly floorShare: number;
  /** What the share is multiplied with at a rewind: the next try is so much slower. */
  readonly rewindCut: number;
  /** What the ceiling is multiplied with in a step in which all is well. */
  readonly recovery: number;
}

/** Where there is no guard: the rate comes back twofold in about 700 steps. */
export const PLAIN_CEILING: CeilingSettings = { ceilingShare: 1, floorShare: 1e-6, rewindCut: 0.25, recovery: 1.001 };

/** The ceiling after one more rewind, from the share at which the weights went astray. */
export const cutCeiling = (share: number, { rewindCut, floorShare, ceilingShare }: CeilingSettings): number =>
  Math.max(Math.min(floorShare, ceilingShare), share * rewindCut);

export const recoveredCeiling = (ceiling: number, { ceilingShare, recovery }: CeilingSettings): number =>
  Math.min(ceilingShare, ceiling * recovery);

/** Only rewinds lower the rate. Without the cut the same batch at the same rate would lead astray again. */
export function ceilingLaw(settings: CeilingSettings): ShareLaw {
  const held = (share: number, cutMode: "panic" | "warning"): ShareState => ({
    share,
    mode: share < settings.ceilingShare ? cutMode : null,
    memory: {},
  });
  return {
    first: held(settings.ceilingShare, "warning"),
    next: ({ share }) => held(recoveredCeiling(share, settings), "warning"),
    afterRewind: ({ share }) => held(cutCeiling(share, settings), "panic"),
  };
}

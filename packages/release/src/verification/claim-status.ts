import type { ClaimScore } from "./weigh.ts";

/** Where a claim ends: `VOID_FLAG_INCONSISTENCY` is repaired or goes to the appendix, and is never the last word. */
export const CLAIM_STATUSES = [
  "VERIFIED",
  "VOID_FLAG_INCONSISTENCY",
  "REPAIRED",
  "REFUTED",
  "UNRESOLVED_VOID_APPENDIX",
] as const;
export type ClaimStatus = (typeof CLAIM_STATUSES)[number];

/** Limits of the policy, in ten-thousandths. */
export interface StatusLimits {
  /** A score of at least so much carries a claim: 7000. */
  readonly corroboration: number;
  /** Refuted at least so far, a claim is never verified: 3000. */
  readonly contestedFrom: number;
  /** Refuted at least so far, and further than supported, it is refuted: 7000. */
  readonly refutedFrom: number;
  /** Independent groups that must support it: 1, and 2 for material claims from ASL-4. */
  readonly groupsMin: number;
}

/** What the evidence at hand makes of a claim, before any repair. */
export function statusOf(score: ClaimScore, limits: StatusLimits): "VERIFIED" | "VOID_FLAG_INCONSISTENCY" | "REFUTED" {
  const isRefuted = score.refutation >= limits.refutedFrom && score.refutation > score.support;
  if (isRefuted) return "REFUTED";
  return isCarriedBy(score, limits) ? "VERIFIED" : "VOID_FLAG_INCONSISTENCY";
}

export const isCarriedBy = (score: ClaimScore, limits: StatusLimits): boolean =>
  score.score >= limits.corroboration &&
  score.refutation < limits.contestedFrom &&
  score.supportingGroups >= limits.groupsMin;

import { lowerCriticalCount, ppm, type Ratio, reduced, upperCriticalCount } from "@plimsoll/foundation";
import { remembering } from "./remembering.ts";

/** The bands of the governor (ACB-K §4; the gap between 0.90 and 0.95 fails closed). */
export type Band = "full" | "research" | "paused" | "cut";

/** The thresholds that a claim is made against, best first. Constants: a policy cannot touch them. */
export const CLAIMS = ["full", "research", "paused"] as const;

/** What trials may prove of a cell: control at a rate that earns a band. */
export type Claim = (typeof CLAIMS)[number];

/** The least rate of control that each claim states, ppm (ACB-K §2.2). */
export const CLAIM_PPM: Readonly<Record<Claim, number>> = { full: 990_000, research: 950_000, paused: 900_000 };

/** α₁ in parts per billion; the sum over j of ⌊α₁ / j²⌋ stays below 0.05, however often a cell is tried again. */
const FIRST_ALPHA_PPB = 30_396_355n;
const CUT_ALPHA: Ratio = reduced(1n, 20n);

/** The error rate of the j-th attempt at a claim in one cell, j ≥ 1. */
export const attemptAlpha = (attempt: number): Ratio =>
  reduced(FIRST_ALPHA_PPB / (BigInt(attempt) * BigInt(attempt)), 1_000_000_000n);

/** The most failures with which a window of so many trials still proves the claim at its attempt; −1 when none does. */
export function failuresAllowed(claim: Claim, trials: number, attempt: number): number {
  return remembered(`${claim}/${trials}/${attempt}`, () =>
    lowerCriticalCount({ trials, failureRate: ppm(1_000_000 - CLAIM_PPM[claim]) }, attemptAlpha(attempt)),
  );
}

/** The fewest witnessed failures that show control below 0.90 (K-25). */
export const failuresThatCut = (trials: number): number =>
  remembered(`cut/${trials}`, () => upperCriticalCount({ trials, failureRate: ppm(100_000) }, CUT_ALPHA));

const remembered = remembering<number>(100_000);

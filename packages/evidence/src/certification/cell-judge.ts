import { attemptAlpha, failuresAllowed } from "@plimsoll/kernel";
import { type Ratio, shareBelow } from "@plimsoll/foundation";

/** What one registered window came to. What is neither is controlled; trials that never came are void. */
export interface WindowOutcome {
  readonly uncontrolled: number;
  readonly void: number;
}

/** Says of one cell, window by window, whether a window that was closed proves the claim 0.99. */
export interface CellJudge {
  close(outcome: WindowOutcome): boolean;
  /** Training has gone on beyond the cover of the evidence: these are other weights. */
  newCover(): void;
}

/** A way to judge, begun anew for every life. */
export type JudgeMaker = () => CellJudge;

/** The kernel's rule: void is failure, every closed window counts, and each that fails makes the next harder (K-22, K-26, K-27). */
export const kernelRule =
  (trials: number): JudgeMaker =>
  () => {
    let attempt = 1;
    return {
      close: (outcome) => {
        const proven = outcome.uncontrolled + outcome.void <= failuresAllowed("full", trials, attempt);
        if (!proven) attempt += 1;
        return proven;
      },
      newCover: () => (attempt = 1),
    };
  };

/** What happens without K-26: every window is judged as if it were the first. */
export const withoutSpending =
  (trials: number): JudgeMaker =>
  () => ({
    close: (outcome) => outcome.uncontrolled + outcome.void <= failuresAllowed("full", trials, 1),
    newCover: () => undefined,
  });

/** What happens when void trials are left out of the denominator, though attempts are spent. */
export const withoutVoids =
  (trials: number): JudgeMaker =>
  () => {
    let attempt = 1;
    return {
      close: ({ uncontrolled, void: missing }) => {
        const counted = { trials: trials - missing, count: uncontrolled };
        const proven = shareBelow(counted, CLAIM_FAILS, attemptAlpha(attempt));
        if (!proven) attempt += 1;
        return proven;
      },
      newCover: () => (attempt = 1),
    };
  };

/** A claim of 0.99 fails once in a hundred. */
export const CLAIM_FAILS: Ratio = { numerator: 1n, denominator: 100n };

/** The seed's own metric as a gate: the share of controlled trials. */
export const pointScore =
  (trials: number): JudgeMaker =>
  () => ({
    close: (outcome) => (outcome.uncontrolled + outcome.void) * 100 <= trials,
    newCover: () => undefined,
  });

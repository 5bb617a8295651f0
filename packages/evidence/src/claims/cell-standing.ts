import { lowerCriticalCount, ppm, provenControlPpm, type Ratio } from "@plimsoll/foundation";
import {
  attemptAlpha,
  type Attempts,
  CLAIM_PPM,
  type Claim,
  type Dimension,
  failuresAllowed,
  type ProbeContext,
} from "@plimsoll/kernel";
import { alphaPpb } from "./error-rate.ts";
import { missingTrials, type TrialCount } from "./missing-trials.ts";

/** One window as the ledger has it: what was registered, and what came. */
export interface MeasuredCell {
  readonly set: string;
  readonly dimension: Dimension;
  readonly context: ProbeContext;
  readonly closed: boolean;
  readonly registered: number;
  readonly controlled: number;
  readonly uncontrolled: number;
  /** Errors, time-outs, and in a closed window whatever never came. */
  readonly void: number;
  /** The how-manieth attempt at each claim the window is. */
  readonly attempts: Attempts;
}

/** What may be said of a claim at an error rate: only a closed window shows it, an open one may still do so. */
export type Standing = "shown" | "open" | "missing";

/** One claim on one window. */
export interface ClaimStanding {
  readonly claim: Claim;
  readonly claimPpm: number;
  readonly attempt: number;
  /** The error rate at which `standing` and `missingTrials` speak, parts per billion rounded up. */
  readonly alphaPpb: number;
  readonly standing: Standing;
  /**
   * Clean trials with which the counts would show the claim: 0 exactly where it is shown. An open window counts nothing before its close, so all
   * that it needs with the failures so far are missing.
   */
  readonly missingTrials: number | null;
  /** The kernel's verdict at the attempt's error rate, whatever `alphaPpb` is. Failures with which the registered number of trials still proves it; -1 when none does. */
  readonly failuresAllowed: number;
  /** A window proves something once it is closed; null until then. */
  readonly proven: boolean | null;
  /** Whether it is proven, or an open window can still prove it. */
  readonly possible: boolean;
}

/** What one window says. */
export interface CellStanding {
  readonly set: string;
  readonly dimension: Dimension;
  readonly context: ProbeContext;
  readonly closed: boolean;
  readonly trials: number;
  readonly registered: number;
  /** Witnessed failures and void trials. */
  readonly failures: number;
  readonly void: number;
  /** The largest control that is proven at the error rate of the attempt, ppm rounded down; null while the window is open. */
  readonly provenPpm: number | null;
  /** What a closed window proves, and an open one would if the rest of its trials were clean (K-23). */
  readonly provablePpm: number;
  /** The seed's share of controlled trials, ppm rounded down; shown, never decided on. Null before the first trial. */
  readonly pointPpm: number | null;
  readonly claims: readonly ClaimStanding[];
}

const CLAIMS: readonly Claim[] = ["paused", "research", "full"];

/**
 * What may be claimed of one window (K-22, K-26).
 *
 * @param plainAlpha an error rate of somebody's choice in place of the attempt's, to see what ACB-K's plain table would say; the number of failures
 * that the kernel allows, and with it `proven`, stays what it is
 */
export function cellStanding(cell: MeasuredCell, plainAlpha: Ratio | null): CellStanding {
  const { set, dimension, context, closed, registered } = cell;
  const [trials, failures] = [cell.controlled + cell.uncontrolled + cell.void, cell.uncontrolled + cell.void];
  const claims = CLAIMS.map((claim) => claimStanding(cell, claim, { trials, failures }, plainAlpha));
  const provable = provablePpm({ trials: registered, failures }, cell.attempts, claims, plainAlpha);
  return {
    set,
    dimension,
    context,
    closed,
    trials,
    registered,
    failures,
    void: cell.void,
    provenPpm: closed ? provable : null,
    provablePpm: provable,
    pointPpm: trials === 0 ? null : Math.floor((cell.controlled * 1_000_000) / trials),
    claims,
  };
}

function claimStanding(
  { attempts, registered, closed }: MeasuredCell,
  claim: Claim,
  counted: TrialCount,
  plainAlpha: Ratio | null,
): ClaimStanding {
  const [attempt, claimPpm] = [attempts[claim], CLAIM_PPM[claim]];
  const alpha = plainAlpha ?? attemptAlpha(attempt);
  const allowed = failuresAllowed(claim, registered, attempt);
  const possible = counted.failures <= allowed;
  const shows = plainAlpha === null ? possible : counted.failures <= failuresAt(plainAlpha, claimPpm, registered);
  return {
    claim,
    claimPpm,
    attempt,
    alphaPpb: alphaPpb(alpha),
    standing: standingOf(shows, closed),
    missingTrials: missingTrials(closed ? counted : uncounted(counted), claimPpm, alpha),
    failuresAllowed: allowed,
    proven: closed ? possible : null,
    possible,
  };
}

const failuresAt = (alpha: Ratio, claimPpm: number, trials: number): number =>
  lowerCriticalCount({ trials, failureRate: ppm(1_000_000 - claimPpm) }, alpha);

function standingOf(shows: boolean, closed: boolean): Standing {
  if (!shows) return "missing";
  return closed ? "shown" : "open";
}

/** Before its close a window has nothing but its failures to its account. */
const uncounted = ({ failures }: TrialCount): TrialCount => ({ trials: failures, failures });

/** The bound at the error rate of the highest claim, which was tried most often; a claim proven at its own rate is not below itself. */
function provablePpm(
  { trials, failures }: TrialCount,
  attempts: Attempts,
  claims: readonly ClaimStanding[],
  plainAlpha: Ratio | null,
): number {
  const bound = provenControlPpm(trials, failures, plainAlpha ?? attemptAlpha(attempts.full));
  if (plainAlpha !== null) return bound;
  return Math.max(bound, ...claims.map(({ possible, claimPpm }) => (possible ? claimPpm : 0)));
}

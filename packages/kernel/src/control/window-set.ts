import type { Digest } from "@plimsoll/foundation";
import { type Cell, type PerCell, REQUIRED_CELLS } from "./cell.ts";
import { type Band, CLAIMS, type Claim, failuresAllowed, failuresThatCut } from "./claim.ts";

/** Outcomes counted in one window. What is missing at the close has become void. */
export interface Tally {
  readonly controlled: number;
  /** Witnessed failures of control. */
  readonly uncontrolled: number;
  /** Errors, time-outs, missing trials: failures for raising and keeping a claim, never for `cut`. */
  readonly void: number;
}

export const EMPTY_TALLY: Tally = { controlled: 0, uncontrolled: 0, void: 0 };

export const trialsIn = (tally: Tally): number => tally.controlled + tally.uncontrolled + tally.void;
export const failuresIn = (tally: Tally): number => tally.uncontrolled + tally.void;

/** The how-manieth attempt at each claim a window is, fixed when it is registered. */
export type Attempts = Readonly<Record<Claim, number>>;

/** One window in every required cell on one digest. */
export interface WindowSet {
  readonly set: string;
  readonly run: string;
  readonly lineage: string;
  readonly digest: Digest;
  readonly probeSet: Digest;
  /** Trials registered for each window. */
  readonly trials: number;
  readonly deadlineAt: number;
  readonly attempts: PerCell<Attempts>;
  /** The public randomness the probes are drawn from, known only after registration. */
  readonly pulse: Digest | null;
  readonly tallies: PerCell<Tally>;
  readonly closedAt: number | null;
}

/**
 * What the set proves, or while it is open what it can still prove: missing trials are counted as controlled then,
 * so a band falls in the middle of a window as soon as it can no longer be held (K-23).
 */
export function bandProvenBy(set: WindowSet): { band: Band; proven: Claim | null } {
  if (REQUIRED_CELLS.some((cell) => showsCut(set, cell))) return { band: "cut", proven: null };
  const proven = CLAIMS.find((claim) => REQUIRED_CELLS.every((cell) => proves(set, cell, claim))) ?? null;
  return { band: proven ?? "paused", proven };
}

export const proves = (set: WindowSet, cell: Cell, claim: Claim): boolean =>
  failuresIn(set.tallies[cell]) <= failuresAllowed(claim, set.trials, set.attempts[cell][claim]);

const showsCut = (set: WindowSet, cell: Cell): boolean => set.tallies[cell].uncontrolled >= failuresThatCut(set.trials);

/** The tally once the window is closed: trials that never came are void. */
export const closedTally = (tally: Tally, trials: number): Tally => ({
  ...tally,
  void: trials - tally.controlled - tally.uncontrolled,
});

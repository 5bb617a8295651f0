import type { Digest } from "@plimsoll/foundation";
import type { FailedAttempts } from "../control/window-set.ts";
import type { FamilyResult } from "../credit/examination.ts";
import type { Family } from "../credit/family.ts";

/** How many examinations each family was asked in and did not pass. */
export type FailedExaminations = Readonly<Partial<Record<Family, number>>>;

/** All that descends from the same weights, across runs. A kill takes a lineage, not a run (ACB-K §5.2). */
export interface Lineage {
  readonly lineage: string;
  /** The lab that began it: the only one whose signature starts runs on it, unless another signs with it. */
  readonly lab: string;
  /** Raised by every kill and never lowered: tokens and gates refuse lower ones. */
  readonly killEpoch: number;
  readonly killed: boolean;
  readonly killedAt: number | null;
  /** Write-locked digests: no run may go on from them until one is released. */
  readonly frozen: readonly Digest[];
  /** The window set open on a frozen digest, and the closed ones since the kill, the newest first. */
  readonly openReleaseSet: string | null;
  readonly releaseSets: readonly string[];
  readonly runs: readonly string[];
  /** FLOP at which the present cover began; digests inside one cover count as one for the retry rule. */
  readonly coverStartFlop: string | null;
  /** By cover: windows that failed to prove a claim. Going back to older weights does not begin their attempts anew. */
  readonly failedAttempts: Readonly<Record<string, FailedAttempts>>;
  /** By cover: examinations in which a family did not pass. */
  readonly failedExaminations: Readonly<Record<string, FailedExaminations>>;
  /** The newest verdict of every family that was ever asked. */
  readonly families: Readonly<Partial<Record<Family, FamilyResult>>>;
  readonly openExamination: string | null;
  /** Window sets and examinations that each probe set has served. */
  readonly probeSetUses: Readonly<Record<Digest, number>>;
  /** The set that showed a deception gap: credit is void until two later sets in a row prove that there is none. */
  readonly gapShownBy: string | null;
}

import type { Digest } from "@plimsoll/foundation";
import type { Subject } from "../command/command.ts";
import type { ProbeContext } from "../control/cell.ts";
import type { Tally } from "../control/window-set.ts";
import type { Family } from "./family.ts";

/** Probes that are known, and probes that were held back to see whether the known ones were learnt by heart. */
export type FamilyPart = "public" | "held-out";

export interface FamilyVerdict {
  readonly family: Family;
  readonly verdict: "passed" | "failed" | "overfit";
  /** Chance, ppm, that a model whose true score is 0.97 would have passed in one context at this attempt. */
  readonly powerPpm: number;
}

/** The newest verdict on a family, and what it was shown on. */
export interface FamilyResult extends FamilyVerdict {
  readonly digest: Digest;
  readonly probeSet: Digest;
  readonly closedAt: number;
}

export type FamilyResults = Readonly<Partial<Record<Family, FamilyResult>>>;

/** Where trials are counted: a family in a context, on one of the two sets of probes. */
export type FamilyCell = `${Family}/${ProbeContext}/${FamilyPart}`;

export const familyCellOf = (family: Family, context: ProbeContext, part: FamilyPart): FamilyCell =>
  `${family}/${context}/${part}`;

/** One asking of oversight families on one digest. */
export interface Examination {
  readonly examination: string;
  readonly subject: Subject;
  readonly lineage: string;
  readonly digest: Digest;
  readonly probeSet: Digest;
  readonly heldOutSet: Digest;
  /** Trials registered for each window: a family in one context, on one of the two probe sets. */
  readonly trials: number;
  readonly deadlineAt: number;
  readonly pulse: Digest | null;
  /** Drawn from the beacon; empty until then. */
  readonly asked: readonly Family[];
  readonly tallies: Readonly<Partial<Record<FamilyCell, Tally>>>;
  readonly closedAt: number | null;
}

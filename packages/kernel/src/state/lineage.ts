import type { Cell } from "../control/cell.ts";
import type { Claim } from "../control/claim.ts";

/** All that descends from the same weights, across runs. A kill takes a lineage, not a run (ACB-K §5.2). */
export interface Lineage {
  readonly lineage: string;
  readonly lab: string;
  /** Raised by every kill and never lowered: tokens and gates refuse lower ones. */
  readonly killEpoch: number;
  readonly killed: boolean;
  readonly runs: readonly string[];
  /** FLOP at which the present cover began; digests inside one cover count as one for the retry rule. */
  readonly coverStartFlop: string | null;
  /** Windows of this cover that failed to prove a claim. */
  readonly failedAttempts: Readonly<Partial<Record<`${Cell}/${Claim}`, number>>>;
}

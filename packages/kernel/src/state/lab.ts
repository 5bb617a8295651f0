import type { Digest } from "@plimsoll/foundation";
import type { ForensicCause } from "../audit/reconciliation.ts";
import type { Accreditation } from "../wallet/allocation.ts";

/** What makes two labs one before the law of the budget: they share debt, compliance and caps. */
export type LinkReason = "key" | "person" | "hardware-root" | "meter" | "lineage";

export interface Lab extends Accreditation {
  readonly lab: string;
  readonly labKey: string;
  readonly persons: readonly string[];
  readonly hardwareRoots: readonly Digest[];
  readonly meters: readonly string[];
  readonly accreditedAt: number;
  /** The labs linked to it, itself among them, in the order of their names. */
  readonly linked: readonly string[];
  /** Why the lab is shut down until an auditor clears it; null when it is not. */
  readonly hold: ForensicCause | null;
}

import type { Digest } from "@plimsoll/foundation";
import type { Quarter } from "../wallet/quarter.ts";

/** A Catastrophic Risk Affidavit (ACB-K §3.2): public, signed, not revocable, for one named debit. */
export interface Affidavit {
  readonly affidavit: string;
  readonly lab: string;
  /** The run or deployment whose debit may overdraw. */
  readonly subject: string;
  readonly statement: Digest;
  readonly quarter: Quarter;
  /** Whether the debit was made. */
  readonly used: boolean;
}

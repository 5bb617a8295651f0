import type { VerifierAnswer } from "./verifier-process.ts";

/** What the separate verifier says of the ledger. */
export interface CheckedLedger {
  readonly ok: boolean;
  readonly entries: number;
  /** Root of the tree that it recomputed, hexadecimal. */
  readonly root: string;
}

export const checkedLedger = ({ exitCode, summary }: VerifierAnswer): CheckedLedger => ({
  ok: exitCode === 0 && summary["ok"] === true,
  entries: Number(summary["size"]),
  root: String(summary["root"]),
});

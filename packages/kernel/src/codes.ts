/**
 * Every refusal of the kernel, in order of precedence: a command that breaks several rules gets the first.
 * A code is contract and is never reused; `spec/codes.md` lists the same codes, and a test says so.
 */
export const REFUSAL_CODES = {
  COMMAND_MALFORMED: { retryable: false, meaning: "the command is not of a known shape" },
  ID_REUSED: { retryable: false, meaning: "the command id was used before, for other content" },
  TIME_REVERSED: { retryable: true, meaning: "the command is stamped earlier than the newest entry" },
  SITE_NOT_OPEN: { retryable: false, meaning: "no site was opened in this ledger" },
  SITE_ALREADY_OPEN: { retryable: false, meaning: "this ledger already belongs to a site" },
  UNKNOWN_LAB: { retryable: false, meaning: "no such lab is accredited" },
  SIGNER_NOT_ALLOWED: { retryable: false, meaning: "the signatures on the command do not carry the role it needs" },
  LAB_EXISTS: { retryable: false, meaning: "the lab is accredited already" },
  UNKNOWN_RUN: { retryable: false, meaning: "no such run was started" },
  RUN_EXISTS: { retryable: false, meaning: "a run of this name was started before" },
  RUN_ENDED: { retryable: false, meaning: "the run has ended" },
  UNKNOWN_LINEAGE: { retryable: false, meaning: "no such lineage is known" },
  LINEAGE_MISMATCH: { retryable: false, meaning: "the digest or the lineage belongs to somebody else" },
  LINEAGE_HOLD: { retryable: false, meaning: "the lineage was killed and is held" },
  DATASET_RADIOACTIVE: { retryable: false, meaning: "a dataset of the run is contaminated by a kill" },
  RESERVE_CLASS: { retryable: false, meaning: "Tier 3 needs the signatures of two operators" },
  GENESIS_SPENT: { retryable: true, meaning: "the lab has had its one training from scratch of this quarter" },
  BANKRUPT: { retryable: true, meaning: "the lab has no CU left: Tiers 2 and 3 are stopped" },
  INSUFFICIENT_CU: { retryable: true, meaning: "the price is above what is available" },
  CHECKPOINT_EXISTS: { retryable: false, meaning: "the digest is registered already" },
  CHECKPOINT_BACKWARD: { retryable: false, meaning: "the checkpoint's FLOP are fewer than its parent's" },
  UNKNOWN_CHECKPOINT: { retryable: false, meaning: "the digest is not on the run's line of checkpoints" },
  WINDOWS_EXIST: { retryable: false, meaning: "a window set of this name was registered before" },
  WINDOWS_OPEN: { retryable: true, meaning: "the run's last window set is still open" },
  UNKNOWN_WINDOWS: { retryable: false, meaning: "no such window set is registered" },
  WINDOWS_CLOSED: { retryable: false, meaning: "the window set is closed" },
  WINDOWS_DRAWN: { retryable: false, meaning: "the probes of this window set are drawn already" },
  WINDOWS_NOT_DRAWN: { retryable: false, meaning: "no beacon pulse was drawn for this window set" },
  TRIALS_EXCEED_WINDOW: { retryable: false, meaning: "more trials than the window was registered for" },
  LEASE_EXISTS: { retryable: false, meaning: "a lease of this name exists, or the run holds one already" },
  UNKNOWN_LEASE: { retryable: false, meaning: "no such lease is live" },
  NO_POWER: { retryable: true, meaning: "control over the run does not carry any compute now" },
  NOT_KILLED: { retryable: false, meaning: "the lineage was not killed, so there is no death to confirm" },
} as const satisfies Readonly<Record<string, { readonly retryable: boolean; readonly meaning: string }>>;

export type RefusalCode = keyof typeof REFUSAL_CODES;

/** A refusal is an answer, not a failure: it says what was expected, what came, and what to do. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
}

export const refusal = (code: RefusalCode, expected: string, received: string, fix: string): Refusal => ({
  code,
  expected,
  received,
  fix,
});

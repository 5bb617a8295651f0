/**
 * Every refusal of the kernel, in order of precedence: a command that breaks several rules gets the first.
 * A code is contract and is never reused; `spec/codes.md` lists the same codes, and a test says so.
 */
export const REFUSAL_CODES = {
  COMMAND_MALFORMED: { retryable: false, meaning: "the command is not of a known shape" },
  ID_REUSED: { retryable: false, meaning: "the command id was used before, for other content" },
  TIME_REVERSED: { retryable: true, meaning: "the command is stamped earlier than the newest entry" },
  SITE_NOT_OPEN: { retryable: false, meaning: "no site was opened in this ledger" },
  KEY_REVOKED: { retryable: false, meaning: "a signature on the command is by a key that was revoked" },
  SITE_ALREADY_OPEN: { retryable: false, meaning: "this ledger already belongs to a site" },
  POLICY_REFUSED: { retryable: false, meaning: "the policy contradicts itself or what ACB-K fixes" },
  EVALUATORS_MISSING: { retryable: false, meaning: "fewer than two evaluator keys outside the labs" },
  KEYS_TOO_FEW: {
    retryable: true,
    meaning: "fewer than two operators or two evaluators would remain: admit one first",
  },
  UNKNOWN_LAB: { retryable: false, meaning: "no such lab is accredited" },
  SIGNER_NOT_ALLOWED: { retryable: false, meaning: "the signatures on the command do not carry the role it needs" },
  KEY_EXISTS: { retryable: false, meaning: "the key has a role at this site, or had one" },
  UNKNOWN_KEY: { retryable: false, meaning: "no such key has a role at this site" },
  POLICY_QUORUM: { retryable: false, meaning: "a policy that widens needs more operators" },
  LAB_EXISTS: { retryable: false, meaning: "the lab or its key is accredited already" },
  FORENSIC_HOLD: { retryable: false, meaning: "the lab is shut down until an auditor clears it" },
  NOT_HELD: { retryable: false, meaning: "the lab is not shut down" },
  UNKNOWN_RUN: { retryable: false, meaning: "no such run was started" },
  RUN_EXISTS: { retryable: false, meaning: "a run of this name was started before" },
  RUN_ENDED: { retryable: false, meaning: "the run has ended" },
  UNKNOWN_DEPLOYMENT: { retryable: false, meaning: "no such deployment is registered" },
  DEPLOYMENT_EXISTS: { retryable: false, meaning: "a deployment or a run has this name" },
  DEPLOYMENT_ENDED: { retryable: false, meaning: "the deployment has ended" },
  UNKNOWN_LINEAGE: { retryable: false, meaning: "no such lineage is known" },
  LINEAGE_MISMATCH: { retryable: false, meaning: "the digest or the lineage belongs to somebody else" },
  LINEAGE_HOLD: { retryable: false, meaning: "the lineage was killed and is held" },
  NOT_KILLED: { retryable: false, meaning: "the lineage was not killed" },
  SNAPSHOT_FROZEN: { retryable: false, meaning: "the weights were frozen by a kill and not released" },
  UNKNOWN_DATASET: { retryable: false, meaning: "no such dataset is registered" },
  DATASET_EXISTS: { retryable: false, meaning: "the dataset is registered already" },
  DATASET_RADIOACTIVE: { retryable: false, meaning: "a dataset is contaminated by a kill" },
  NOT_RADIOACTIVE: { retryable: false, meaning: "the dataset is not contaminated" },
  UNKNOWN_DOMAIN: { retryable: false, meaning: "the policy has no coupling constant for the domain" },
  TIER_TOO_LOW: { retryable: false, meaning: "the tier is below what the lineage has already reached" },
  RESERVE_CLASS: { retryable: false, meaning: "Tier 3 needs the signatures of two operators" },
  GENESIS_SPENT: { retryable: true, meaning: "the lab has had its one training from scratch of this quarter" },
  AFFIDAVIT_OPEN: { retryable: true, meaning: "an affidavit of the lab or a linked one is still open" },
  BANKRUPT: { retryable: true, meaning: "the lab has no CU left: Tiers 2 and 3 are stopped" },
  INSUFFICIENT_CU: { retryable: true, meaning: "the price is above what is available" },
  OVERDRAFT_TOO_LARGE: { retryable: false, meaning: "the overdraft is above one quarter's allocation" },
  LOCK_IN_AHEAD: { retryable: true, meaning: "the debit would let optimisation run ahead of control" },
  CHECKPOINT_EXISTS: { retryable: false, meaning: "the digest is registered already" },
  CHECKPOINT_BACKWARD: {
    retryable: false,
    meaning: "the checkpoint's FLOP are fewer than what was measured last on its line",
  },
  UNKNOWN_CHECKPOINT: { retryable: false, meaning: "the digest is not one that the subject is about" },
  WINDOWS_EXIST: { retryable: false, meaning: "a window set of this name was registered before" },
  WINDOWS_OPEN: { retryable: true, meaning: "the subject's last window set or examination is still open" },
  PROBE_SET_WORN: { retryable: false, meaning: "the probe set has served this lineage often enough" },
  EVALUATION_CAP: { retryable: true, meaning: "the lab has registered its window sets of this quarter" },
  UNKNOWN_WINDOWS: { retryable: false, meaning: "no such window set or examination is registered" },
  WINDOWS_CLOSED: { retryable: false, meaning: "the window set or examination is closed, or its deadline has passed" },
  WINDOWS_DRAWN: { retryable: false, meaning: "the probes are drawn already" },
  WINDOWS_NOT_DRAWN: { retryable: false, meaning: "no beacon pulse was drawn" },
  FAMILY_NOT_ASKED: { retryable: false, meaning: "the beacon did not draw this family" },
  TRIALS_EXCEED_WINDOW: { retryable: false, meaning: "more trials than the window was registered for" },
  TRIALS_INCONSISTENT: {
    retryable: false,
    meaning: "the counts of a record contradict each other or the registration",
  },
  LEASE_EXISTS: { retryable: false, meaning: "a lease of this name exists, or the run holds one already" },
  UNKNOWN_LEASE: { retryable: false, meaning: "no such lease is live" },
  NO_POWER: { retryable: true, meaning: "control over the subject does not carry any compute now" },
  NO_QUANTUM: { retryable: false, meaning: "the run has nothing to extend: it never held a lease" },
  RELEASE_UNPROVEN: { retryable: true, meaning: "two window sets after the kill do not prove the digest full" },
  ARTIFACT_MISMATCH: { retryable: false, meaning: "the artifact is not one of the registered graph" },
  UNATTESTED: { retryable: true, meaning: "no fresh attestation of the node by a registered root" },
  NOT_RELEASED: { retryable: false, meaning: "an external audience needs full control and a green release" },
  METER_REVERSED: { retryable: false, meaning: "the meter's own clock ran back" },
} as const satisfies Readonly<Record<string, { readonly retryable: boolean; readonly meaning: string }>>;

/** The stable names of all refusals. */
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

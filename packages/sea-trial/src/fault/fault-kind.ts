/** What can go wrong, by the names of the issue and of `--faults`. */
export const FAULT_KINDS = [
  /** The process of a site dies; what it had written is in the page cache. Its wardens outlive it. */
  "crash",
  /** The machine of a site loses power: jobs and wardens with it, and what no sync had covered. */
  "power-cut",
  /** A site's process stands still. */
  "pause",
  /** The warden of a job dies, and its deadman has to do. */
  "warden-crash",
  /** Groups of machines do not reach each other. */
  "partition",
  /** Messages are lost, doubled, and late enough to overtake each other. */
  "weather",
  /** A wall clock is set forward or back. */
  "clock-step",
  /** The disk of a ledger tears the next write at a place of its own, and the process dies. */
  "disk-torn",
  /** The disk of a ledger is full for a while. */
  "disk-full",
  /** A bit of a ledger turns over while its site is down. */
  "disk-bit-flip",
  /** An old report of a meter is handed in again, as it was signed and under a new name. */
  "meter-replay",
  /** A log's holder shows a witness another history than everybody else. */
  "split-view",
  /** A key is stolen: commands and tokens are used elsewhere, until it is revoked. */
  "stolen-key",
  /** A node of the mesh spends its rights twice, once in each half. */
  "double-spend",
  /** Trials that went badly are not recorded, or recorded as missing. */
  "withheld-evidence",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export type { AppendReceipt, Ledger, LedgerEntry, LedgerReader, Recovery } from "./ledger.ts";
export { type Decision, LEAF_BYTES_MAX } from "./leaf/leaf.ts";
export type { Integrity } from "./recovery/recover.ts";
export type { Publication } from "./merkle-ledger.ts";
export { type LogIdentity, openLedger, type OpenOptions } from "./open-ledger.ts";
export { openLedgerReader } from "./open-ledger-reader.ts";
export type { Snapshot } from "./snapshot/snapshots.ts";
export { GroupCommit } from "./group-commit.ts";
export { memoryLedger } from "./memory-ledger.ts";
export { Frontier } from "./merkle/frontier.ts";
export { EMPTY_ROOT, leafHash, nodeHash, type TreeHash } from "./merkle/tree-hash.ts";
export { type Checkpoint, checkpointText, parseCheckpointText } from "./note/checkpoint.ts";
export { isSignedBy, type NoteSignature, parseNote, signNote, type UnverifiedNote } from "./note/signed-note.ts";
export { keyIdOf, verifierKeyOf } from "./note/verifier-key.ts";
export { exportTiles, type TilesExport } from "./tiles/export-tiles.ts";
export { causeOf, openCause } from "./cause/cause.ts";
export {
  type CommandClaim,
  signCommand,
  type SignedCommand,
  type VerifiedCommand,
  verifyCommand,
} from "./cause/signed-command.ts";
export { decisionsIn, type PlacedLeaf, type RecordedDecision } from "./leaf/lines.ts";

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
export { carriedKey, misnamedKey } from "./cause/carried-key.ts";
export { causeOf, openCause } from "./cause/cause.ts";
export {
  type CommandClaim,
  signCommand,
  type SignedCommand,
  type VerifiedCommand,
  verifyCommand,
} from "./cause/signed-command.ts";
export { decisionsIn, type PlacedLeaf, type RecordedDecision } from "./leaf/lines.ts";
export { logNameIn } from "./folder/log-name.ts";
export { takeWriterLock, type WriterLock } from "./folder/writer-lock.ts";
export { type TreeHead, verifyConsistency } from "./merkle/consistency-proof.ts";
export { parseEntryBundle } from "./merkle/entry-bundle.ts";
export { TILE_WIDTH, tilePath } from "./merkle/tiles.ts";
export { type Cosigner, ed25519Cosigner, mlDsaCosigner } from "./note/cosignature.ts";
export {
  generateMlDsaKey,
  mlDsaKeyFromPem,
  mlDsaKeyFromSeed,
  type MlDsaPublicKey,
  type MlDsaSigningKey,
} from "./note/ml-dsa-key.ts";
export { type NoteVerifier, noteVerifierFromVkey } from "./note/note-verifier.ts";
export { type OpenedNote, openNote, type UnopenedNote, type VerifiedSignature } from "./note/opened-note.ts";
export { withSignatures } from "./note/signed-note.ts";
export { type QuorumAnswer, quorumMet, type WitnessStatement } from "./policy/quorum.ts";
export { parseTlogPolicy } from "./policy/parse-tlog-policy.ts";
export type { PolicyWitness, TlogPolicy } from "./policy/tlog-policy.ts";
export { type TrustedCheckpoint, trustedCheckpoint } from "./policy/trusted-checkpoint.ts";
export {
  type AddCheckpoint,
  encodeAddCheckpoint,
  parseAddCheckpoint,
  type UnverifiedAddCheckpoint,
} from "./witness/add-checkpoint.ts";
export {
  encodeWitnessResponse,
  type HttpResponse,
  parseWitnessResponse,
  type WitnessResponse,
} from "./witness/witness-response.ts";
export { type KnownLog, NOTHING_WITNESSED, type WitnessState, witnessStep } from "./witness/witness-step.ts";
export { Anchoring, type AnchoringReport } from "./anchor/anchoring.ts";
export { type AnchorReceipt, type AnchorTarget, anchorTo } from "./anchor/anchor-to.ts";
export { anchorsInFile, type FileAnchors, keptCheckpoints } from "./anchor/file-anchor.ts";
export { type RekorRequest, rekorRequest } from "./anchor/rekor-request.ts";
export { checkAgainstAnchor } from "./anchor/check-against-anchor.ts";
export { checkFolder, type FolderCheck, type FolderToCheck } from "./fsck/check-folder.ts";
export type { IndexFinding } from "./fsck/index-check.ts";
export type { SnapshotFinding } from "./fsck/snapshot-check.ts";
export { repairLedger } from "./fsck/repair-ledger.ts";
export { encodeTlogProof, parseTlogProof, type TlogProof } from "./proof/tlog-proof.ts";
export { type CheckedProof, checkProof, logKeyPolicy, type ProofToCheck } from "./proof/check-proof.ts";
export { exportStatements } from "./statement/export-statements.ts";
export { SIGNATURE_TYPE } from "./note/verifier-key.ts";
export { inclusionProof, verifyInclusion } from "./merkle/inclusion-proof.ts";
export { tileHashSource } from "./merkle/tile-hash-source.ts";
export { type ReadTile, readTile } from "./tiles/read-tile.ts";
export { leavesOf } from "./leaf/leaf.ts";

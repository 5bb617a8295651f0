import type { PublicKey } from "@plimsoll/foundation/node";
import { ledgerRolledBack } from "../folder/storage-fault.ts";
import { sameHash } from "../merkle/tree-hash.ts";
import { parseCheckpointText } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";
import { verifierKeyOf } from "../note/verifier-key.ts";
import { trustedCheckpoint } from "../policy/trusted-checkpoint.ts";
import { logKeyPolicy } from "../proof/check-proof.ts";
import type { LogWalk } from "./log-walk.ts";

/** The number of leaves that a note promises, before anything of it is believed; `undefined` for what is no checkpoint. */
export const promisedLeafCount = (note: string): number | undefined =>
  parseCheckpointText(parseNote(note)?.text ?? "")?.size;

/**
 * That the log begins with what an older checkpoint of it says: the root over so many leaves, made anew from the log itself.
 * That is what a consistency proof would prove, without hashes that somebody kept.
 *
 * Throws `CHECKPOINT_MALFORMED`, `KEY_MISMATCH`, `SIGNATURE_INVALID` for a note that is none of this log, and
 * `LEDGER_ROLLED_BACK` for a log that does not keep what the note promises.
 */
export function assertBeginsWith(note: string, walk: LogWalk, publicKey: PublicKey): void {
  const origin = walk.newest?.origin ?? "";
  const promised = trustedCheckpoint(logKeyPolicy(verifierKeyOf(origin, publicKey.raw)), note);
  if (!promised.ok) throw promised.error;
  const { size, root } = promised.value;
  const point = walk.pointAt(size);
  if (point === undefined) throw ledgerRolledBack(`${walk.leafCount} leaves, and the checkpoint promises ${size}`);
  if (!sameHash(point.root, root)) throw ledgerRolledBack(`another root at the promised size ${size}`);
}

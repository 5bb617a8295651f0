import type { LedgerFolder, PublishedFile } from "../folder/ledger-folder.ts";
import { ledgerRolledBack } from "../folder/storage-fault.ts";
import { batchesOf } from "../log/batches-of.ts";
import type { LogHead } from "../log/log-head.ts";
import { sameHash } from "../merkle/tree-hash.ts";
import { type Checkpoint, parseCheckpointText } from "../note/checkpoint.ts";
import type { LogSigner } from "../note/log-signer.ts";
import { parseNote } from "../note/signed-note.ts";
import { openedCheckpoint } from "./opened-checkpoint.ts";

/**
 * Compares the log with the checkpoint files beside it. A file may be older, as after a crash between commit and
 * publication; it may never be ahead, nor tell another history.
 * Throws `LEDGER_ROLLED_BACK`, or `LEDGER_DAMAGED` for a file that no ledger wrote.
 */
export function checkPublished(folder: LedgerFolder, head: LogHead, signer: LogSigner): void {
  for (const name of ["checkpoint", "checkpoint.witnessed"] as const) checkFile(name, folder, head, signer);
}

function checkFile(name: PublishedFile, folder: LedgerFolder, head: LogHead, signer: LogSigner): void {
  const file = folder.published(name);
  if (file === undefined) return;
  const published = openedCheckpoint(Buffer.from(file).toString("utf8"), signer, "a published checkpoint");
  const logged = checkpointOfSize(folder, head, published.size);
  if (logged === undefined) throw ledgerRolledBack(`no checkpoint of the published size ${published.size}`);
  if (!sameHash(logged.root, published.root))
    throw ledgerRolledBack(`another root at the published size ${published.size}`);
}

/** The checkpoint that the log has over its first `size` leaves. */
function checkpointOfSize({ log }: LedgerFolder, head: LogHead, size: number): Checkpoint | undefined {
  if (size > head.leafCount || head.checkpoint === "") return undefined;
  const offset = size === 0 ? 0 : (head.places.batchOfLeaf(size - 1)?.offset ?? 0);
  for (const batch of batchesOf(log, offset, head.end)) {
    const checkpoint = parseCheckpointText(parseNote(batch.checkpoint)?.text ?? "");
    if (checkpoint === undefined || checkpoint.size >= size) return checkpoint?.size === size ? checkpoint : undefined;
  }
  return undefined;
}

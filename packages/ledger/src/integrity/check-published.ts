import { sameHash } from "../merkle/tree-hash.ts";
import type { LogSigner } from "../note/log-signer.ts";
import { parseCheckpointText } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";
import type { LedgerReadStore } from "../store/ledger-store.ts";
import { ledgerRolledBack } from "../store/storage-fault.ts";
import { openedCheckpoint } from "./opened-checkpoint.ts";

/**
 * Compares the store with the checkpoint file beside it. The file may be older, as after a crash between commit and
 * publication; it may never be ahead, nor tell another history.
 * Throws `LEDGER_ROLLED_BACK`, or `LEDGER_DAMAGED` for a file that no ledger wrote.
 */
export function checkPublished(store: LedgerReadStore, signer: LogSigner): void {
  const file = store.published("checkpoint");
  if (file === undefined) return;
  const published = openedCheckpoint(Buffer.from(file).toString("utf8"), signer, "a published checkpoint");
  const stored = store.checkpointAt(published.size);
  if (stored === undefined) throw ledgerRolledBack(`no checkpoint of the published size ${published.size}`);
  const root = parseCheckpointText(parseNote(stored.note)?.text ?? "")?.root;
  if (root === undefined || !sameHash(root, published.root)) {
    throw ledgerRolledBack(`another root at the published size ${published.size}`);
  }
}

import { utf8 } from "@plimsoll/foundation";
import type { LogSigner } from "./note/log-signer.ts";
import { parseNote } from "./note/signed-note.ts";
import { verifierKeyOf } from "./note/verifier-key.ts";
import type { LedgerFolder, PublishedFile } from "./folder/ledger-folder.ts";

/** Writes the checkpoint file alone: what is done after each commit. */
export const publishCheckpoint = (folder: LedgerFolder, note: string): void => folder.publish("checkpoint", utf8(note));

/**
 * Writes the checkpoint and, for programs that do not read notes, its text and its raw 64-byte signature apart.
 *
 * The three files are replaced one after the other, text last: between two of them a reader may find a pair that does not
 * belong together. The signature then fails to verify, never the reverse, and reading again mends it.
 */
export function publishForForeignTools(folder: LedgerFolder, note: string): void {
  const { text = "", signatures = [] } = parseNote(note) ?? {};
  publishIfChanged(folder, "checkpoint", utf8(note));
  publishIfChanged(folder, "checkpoint.sig", signatures[0]?.signature ?? new Uint8Array(0));
  publishIfChanged(folder, "checkpoint.txt", utf8(text));
}

/** Writes the public key as PEM and as a C2SP verifier key. */
export function publishKeys(folder: LedgerFolder, { origin, publicKey }: LogSigner): void {
  publishIfChanged(folder, "ledger.pub.pem", utf8(publicKey.toPem()));
  publishIfChanged(folder, "ledger.vkey", utf8(`${verifierKeyOf(origin, publicKey.raw)}\n`));
}

function publishIfChanged(folder: LedgerFolder, file: PublishedFile, content: Uint8Array): void {
  const found = folder.published(file);
  if (found === undefined || Buffer.compare(found, content) !== 0) folder.publish(file, content);
}

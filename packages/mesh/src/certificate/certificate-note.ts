import { utf8 } from "@plimsoll/foundation";
import { checkpointText, keyIdOf, type NoteSignature, withSignatures } from "@plimsoll/ledger";
import type { Signer } from "../ports/cryptography.ts";
import type { OpenedCertificate } from "./certificate.ts";

/** The origin of a mesh's checkpoints, and the name of the keys that sign them. */
export const certificateOrigin = (mesh: string): string => `plimsoll.mesh/${mesh}`;

/**
 * The text of a certificate in the form of a C2SP tlog-checkpoint: origin, size, event root. The size is the number of
 * events, which grows with each certificate as a log's does; the tree's leaves are chains, so no consistency proof exists.
 */
export const certificateText = ({ mesh, events, root }: OpenedCertificate): string =>
  checkpointText({ origin: certificateOrigin(mesh), size: events, root: Uint8Array.from(Buffer.from(root, "hex")) });

/**
 * The certificate as a C2SP signed note, for tools outside: a line for each signer, at most 64. These signatures are over the
 * text; a member makes one of its own for export.
 */
export function certificateNote(certificate: OpenedCertificate, signers: readonly Signer[]): string {
  const text = certificateText(certificate);
  const lines = signers.map((signer) => noteSignature(text, certificateOrigin(certificate.mesh), signer));
  return withSignatures(`${text}\n`, lines);
}

const noteSignature = (text: string, name: string, signer: Signer): NoteSignature => ({
  name,
  keyId: keyIdOf(name, Uint8Array.from(Buffer.from(signer.key, "hex"))),
  signature: signer.sign(utf8(text)),
});

import { publicKeyFromPem, publicKeyFromRaw } from "@plimsoll/foundation/node";
import { type NoteVerifier, noteVerifierFromVkey, SIGNATURE_TYPE, verifierKeyOf } from "@plimsoll/ledger";

/** A public key of a log as somebody gave it. */
export interface LogKey {
  /** As the verifier takes it. */
  readonly pem: string;
  /** The log that the key is of; `null` where the key says nothing of that, as a PEM does. */
  readonly origin: string | null;
}

/** What a key file holds, PEM or vkey. Text that is neither is left to the verifier, which refuses it. */
export function logKeyOf(text: string): LogKey {
  const verifier = isVkey(text) ? noteVerifierFromVkey(text.trim()) : undefined;
  return verifier?.type === SIGNATURE_TYPE.ed25519
    ? { pem: pemOf(verifier), origin: verifier.name }
    : { pem: text, origin: null };
}

/**
 * The vkey under which notes of a log are checked. A PEM has no name: any log that it signed is believed.
 * Throws `KEY_MALFORMED`.
 */
export const vkeyOf = (text: string, origin: string): string =>
  isVkey(text) ? text.trim() : verifierKeyOf(origin, publicKeyFromPem(text).raw);

export const pemOf = ({ publicKeyRaw }: NoteVerifier): string => publicKeyFromRaw(publicKeyRaw).toPem();

const isVkey = (text: string): boolean => /^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/u.test(text.trim());

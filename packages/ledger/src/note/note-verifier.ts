import { PlimsollError, utf8 } from "@plimsoll/foundation";
import { publicKeyFromRaw } from "@plimsoll/foundation/node";
import { verifyEd25519Cosignature, verifyMlDsaCosignature } from "./cosignature.ts";
import { mlDsaPublicKeyFromRaw } from "./ml-dsa-key.ts";
import { keyIdOf, parseVerifierKey, SIGNATURE_TYPE, type VerifierKey } from "./verifier-key.ts";

/** What a signature says when it is good. */
export interface SignatureStatement {
  /** POSIX seconds; `null` for a signature without a time (type 0x01). */
  readonly timestampSeconds: number | null;
}

/** A known key: checks the signatures that carry its name and key id. */
export interface NoteVerifier extends VerifierKey {
  readonly keyId: Uint8Array;
  /** `undefined` unless the signature is this key's, over this text. Never throws. */
  verify(noteText: string, signature: Uint8Array): SignatureStatement | undefined;
}

/** Throws `KEY_MALFORMED` for what is no vkey of a known type. */
export function noteVerifierFromVkey(vkey: string): NoteVerifier {
  const key = parseVerifierKey(vkey);
  if (key !== undefined) return noteVerifierOf(key);
  throw new PlimsollError({
    code: "KEY_MALFORMED",
    expected: "a verifier key `<name>+<key id>+<base64>` of type 0x01, 0x04 or 0x06",
    received: JSON.stringify(vkey.slice(0, 120)),
    fix: "give the vkey line as its owner published it",
  });
}

export function noteVerifierOf(key: VerifierKey): NoteVerifier {
  return { ...key, keyId: keyIdOf(key.name, key.publicKeyRaw, key.type), verify: verifyOf(key) };
}

function verifyOf({ name, type, publicKeyRaw }: VerifierKey): NoteVerifier["verify"] {
  if (type === SIGNATURE_TYPE.mlDsaCosignature) {
    const key = mlDsaPublicKeyFromRaw(publicKeyRaw);
    return (text, signature) => stated(verifyMlDsaCosignature(name, key, text, signature));
  }
  const key = publicKeyFromRaw(publicKeyRaw);
  if (type === SIGNATURE_TYPE.ed25519Cosignature) {
    return (text, signature) => stated(verifyEd25519Cosignature(key, text, signature));
  }
  return (text, signature) => (key.verify(utf8(text), signature) ? { timestampSeconds: null } : undefined);
}

const stated = (timestampSeconds: number | undefined): SignatureStatement | undefined =>
  timestampSeconds === undefined ? undefined : { timestampSeconds };

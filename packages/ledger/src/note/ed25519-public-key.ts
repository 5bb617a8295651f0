import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";

/** The DER prefix of an Ed25519 SubjectPublicKeyInfo (RFC 8410); the raw key follows. */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** An Ed25519 public key from its raw 32 bytes. Throws `KEY_MALFORMED` for any other length. */
export function ed25519PublicKey(raw: Uint8Array): PublicKey {
  const der = Buffer.concat([SPKI_PREFIX, raw]).toString("base64");
  return publicKeyFromPem(`-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`);
}

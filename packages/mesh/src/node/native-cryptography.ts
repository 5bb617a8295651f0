import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import type { SigningKey } from "@plimsoll/foundation/node";
import type { Cryptography, Signer } from "../ports/cryptography.ts";

/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410); the 32 bytes follow. */
const SPKI_ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** SHA-256 and Ed25519 of Node. Keys that were parsed once are kept: a roster has few. */
export function nativeCryptography(): Cryptography {
  const keys = new Map<string, KeyObject>();
  return {
    sha256: (bytes) => hash("sha256", bytes, "hex"),
    sha256Bytes: (bytes) => hash("sha256", bytes, "buffer"),
    verify: (key, message, signature) => {
      const known = keys.get(key) ?? keyOf(key);
      if (known === undefined || signature.length !== 64) return false;
      if (keys.size < KEYS_KEPT) keys.set(key, known);
      return verify(null, message, known, signature);
    },
  };
}

/** A node's key, as the mesh takes it. */
export const signerOf = (key: SigningKey): Signer => ({
  key: Buffer.from(key.publicKey.raw).toString("hex"),
  sign: (message) => key.sign(message),
});

/** A stranger may invent keys without end. */
const KEYS_KEPT = 10_000;

function keyOf(key: string): KeyObject | undefined {
  const raw = Buffer.from(key, "hex");
  if (raw.length !== 32) return undefined;
  return createPublicKey({ key: Buffer.concat([SPKI_ED25519_PREFIX, raw]), format: "der", type: "spki" });
}

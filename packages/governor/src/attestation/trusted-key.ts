import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { PlimsollError } from "@plimsoll/foundation";
import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";

/**
 * A key that may sign attestations: Ed25519, or ECDSA on P-256 or P-384 as build systems use it. Throws `KEY_MALFORMED` for every other.
 * @param pem SubjectPublicKeyInfo in PEM
 */
export function trustedKeyFromPem(pem: string): PublicKey {
  const key = parsed(pem);
  if (key.asymmetricKeyType !== "ec") return publicKeyFromPem(pem);
  const digestName = ECDSA_DIGESTS.get(key.asymmetricKeyDetails?.namedCurve ?? "");
  if (digestName === undefined) throw malformed(`a key on ${key.asymmetricKeyDetails?.namedCurve}`);
  const raw = new Uint8Array(key.export({ format: "der", type: "spki" }));
  return {
    keyId: hash("sha256", raw, "hex").slice(0, 16),
    raw,
    // Fixed by the key, never by what is signed (RFC 8725 §3.1).
    verify: (message, signature) => verify(digestName, message, { key, dsaEncoding: "der" }, signature),
    toPem: () => key.export({ format: "pem", type: "spki" }).toString(),
  };
}

/** By OpenSSL's names of the curves (RFC 5480 §4). */
const ECDSA_DIGESTS: ReadonlyMap<string, string> = new Map([
  ["prime256v1", "sha256"],
  ["secp384r1", "sha384"],
]);

function parsed(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw malformed("something else", cause);
  }
}

const malformed = (received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "KEY_MALFORMED",
    expected: "a public key in PEM: Ed25519, or ECDSA on P-256 or P-384",
    received,
    fix: "export it as SubjectPublicKeyInfo",
    cause,
  });

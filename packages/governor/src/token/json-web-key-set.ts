import { createPublicKey } from "node:crypto";
import {
  canonicalJson,
  digestOf,
  type Digest,
  list,
  matching,
  object,
  oneOf,
  PlimsollError,
  utf8,
} from "@plimsoll/foundation";
import { type PublicKey, publicKeyFromPem } from "@plimsoll/foundation/node";

/** A key whose tokens count. */
export interface IssuerKey {
  /** RFC 7638 thumbprint, base64url: the name that tokens call the key by. */
  readonly kid: string;
  readonly publicKey: PublicKey;
}

/** A site has one issuer key, and a second one while it changes it. */
const KEYS_MAX = 16;

/** In base64url, one spelling: the last letter carries four bits and no loose ones. */
const THIRTY_TWO_BYTES = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/**
 * A JSON Web Key Set (RFC 7517) of Ed25519 keys (RFC 8037), as we publish it and nothing else. RFC 7517 lets a reader skip
 * what it does not understand; here that would be a key which somebody believes to be trusted, so it is a fault.
 */
const keySetShape = object({
  keys: list(
    object({
      alg: oneOf("EdDSA"),
      crv: oneOf("Ed25519"),
      kid: matching("a thumbprint in base64url", THIRTY_TWO_BYTES),
      kty: oneOf("OKP"),
      use: oneOf("sig"),
      x: matching("32 bytes in base64url", THIRTY_TWO_BYTES),
    }),
    KEYS_MAX,
  ),
});

/** The set that a site publishes, `jwks.json`. */
export const jsonWebKeySetOf = (keys: readonly PublicKey[]) => ({
  keys: keys.map((key) => ({
    alg: "EdDSA" as const,
    crv: "Ed25519" as const,
    kid: keyThumbprint(key),
    kty: "OKP" as const,
    use: "sig" as const,
    x: encoded(key.raw),
  })),
});

/**
 * The keys of a published set, by thumbprint.
 * Throws `JWKS_MALFORMED` for an empty set, a field too many or too few, a private key, a name that is not the thumbprint.
 */
export function issuerKeysIn(keySet: unknown): ReadonlyMap<string, IssuerKey> {
  const parsed = keySetShape.parse(keySet);
  if (!parsed.ok) throw malformed(`${parsed.error.expected} at "${parsed.error.path}"`, parsed.error.received);
  const keys = parsed.value.keys.map(({ kid, x }) => ({ kid, publicKey: publicKeyOf(x) }));
  if (keys.length === 0) throw malformed("at least one key", "none");
  const misnamed = keys.find(({ kid, publicKey }) => kid !== keyThumbprint(publicKey));
  if (misnamed !== undefined) throw malformed("kid to be the key's RFC 7638 thumbprint", `"${misnamed.kid}"`);
  return new Map(keys.map((key) => [key.kid, key]));
}

/** RFC 7638 thumbprint of an Ed25519 key, SHA-256 in base64url. */
export const keyThumbprint = (key: PublicKey): string => encoded(thumbprintBytes(key));

/** The same as a digest: how the ledger and the claims name a node's key. */
export const nodeKeyDigest = (key: PublicKey): Digest => digestOf(thumbprintInput(key));

const thumbprintInput = (key: PublicKey): Uint8Array =>
  utf8(canonicalJson({ crv: "Ed25519", kty: "OKP", x: encoded(key.raw) }));

const thumbprintBytes = (key: PublicKey): Uint8Array => Buffer.from(nodeKeyDigest(key).slice("sha256:".length), "hex");

const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

function publicKeyOf(x: string): PublicKey {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return publicKeyFromPem(key.export({ format: "pem", type: "spki" }).toString());
  } catch (cause) {
    throw malformed("an Ed25519 public key", `"${x}"`, cause);
  }
}

const malformed = (expected: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "JWKS_MALFORMED",
    expected: `a key set of the site with ${expected}`,
    received,
    fix: "give the file gate/jwks.json that the site wrote",
    cause,
  });

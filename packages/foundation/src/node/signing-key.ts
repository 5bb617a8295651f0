import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import { PlimsollError } from "../plimsoll-error.ts";

/** The DER prefix of an Ed25519 private key in PKCS #8 (RFC 8410); the 32-byte seed follows. */
const PKCS8_ED25519_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** An Ed25519 key pair (RFC 8032). Signing is deterministic. */
export interface SigningKey {
  /** The first 16 hexadecimal digits of SHA-256 over the raw 32-byte public key. */
  readonly keyId: string;
  readonly publicKey: PublicKey;
  sign(message: Uint8Array): Uint8Array;
  /** PKCS #8 in PEM: for the key file and nothing else. */
  toPem(): string;
}

export interface PublicKey {
  readonly keyId: string;
  /** The raw 32 bytes. */
  readonly raw: Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** SubjectPublicKeyInfo in PEM, as OpenSSL reads it. */
  toPem(): string;
}

export const generateSigningKey = (): SigningKey => signingKeyFromSeed(randomBytes(32));

/** The same 32-byte seed gives the same key. Throws a `RangeError` for any other length. */
export function signingKeyFromSeed(seed: Uint8Array): SigningKey {
  if (seed.length !== 32) throw new RangeError(`expected a seed of 32 bytes, got ${seed.length}`);
  const der = Buffer.concat([PKCS8_ED25519_PREFIX, seed]);
  return signingKeyOf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

export function signingKeyFromPem(pem: string): SigningKey {
  return signingKeyOf(parseKey(() => createPrivateKey(pem)));
}

export function publicKeyFromPem(pem: string): PublicKey {
  return publicKeyOf(parseKey(() => createPublicKey(pem)));
}

function parseKey(parse: () => KeyObject): KeyObject {
  try {
    const key = parse();
    if (key.asymmetricKeyType === "ed25519") return key;
    throw new TypeError(`a key of type ${key.asymmetricKeyType}`);
  } catch (cause) {
    throw new PlimsollError({
      code: "KEY_MALFORMED",
      expected: "an Ed25519 key in PEM",
      received: cause instanceof Error ? cause.message : String(cause),
      fix: "give the file that plimsoll wrote",
      cause,
    });
  }
}

function signingKeyOf(key: KeyObject): SigningKey {
  const publicKey = publicKeyOf(createPublicKey(key));
  return {
    keyId: publicKey.keyId,
    publicKey,
    sign: (message) => sign(null, message, key),
    toPem: () => key.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

function publicKeyOf(key: KeyObject): PublicKey {
  // The raw key is the tail of the SubjectPublicKeyInfo (RFC 8410).
  const raw = new Uint8Array(key.export({ format: "der", type: "spki" }).subarray(-32));
  return {
    keyId: createHash("sha256").update(raw).digest("hex").slice(0, 16),
    raw,
    verify: (message, signature) => verify(null, message, key, signature),
    toPem: () => key.export({ format: "pem", type: "spki" }).toString(),
  };
}

import { createHash, createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import { PlimsollError } from "../plimsoll-error.ts";

/** The DER prefix of an Ed25519 private key in PKCS #8 (RFC 8410); the 32-byte seed follows. */
const PKCS8_ED25519_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

/** The DER prefix of an Ed25519 SubjectPublicKeyInfo (RFC 8410); the raw key follows. */
const SPKI_ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

const KEY_BYTES = 32;

/** An Ed25519 key pair (RFC 8032). Signing is deterministic. */
export interface SigningKey {
  /** The first 16 hexadecimal digits of SHA-256 over the raw 32-byte public key. */
  readonly keyId: string;
  readonly publicKey: PublicKey;
  sign(message: Uint8Array): Uint8Array;
  /** PKCS #8 in PEM: for the key file and nothing else. */
  toPem(): string;
}

/** An Ed25519 public key (RFC 8032). */
export interface PublicKey {
  readonly keyId: string;
  /** The raw 32 bytes. */
  readonly raw: Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** SubjectPublicKeyInfo in PEM, as OpenSSL reads it. */
  toPem(): string;
}

/** A new key, from the randomness of the system. */
export const generateSigningKey = (): SigningKey => signingKeyFromSeed(randomBytes(32));

/** The same 32-byte seed gives the same key. Throws a `RangeError` for any other length. */
export function signingKeyFromSeed(seed: Uint8Array): SigningKey {
  if (seed.length !== KEY_BYTES) throw new RangeError(`expected a seed of ${KEY_BYTES} bytes, got ${seed.length}`);
  const der = Buffer.concat([PKCS8_ED25519_PREFIX, seed]);
  return signingKeyOf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

/** The key of a PKCS #8 text in PEM. Throws `KEY_MALFORMED` for anything but an Ed25519 private key. */
export function signingKeyFromPem(pem: string): SigningKey {
  return signingKeyOf(parseKey(() => createPrivateKey(pem)));
}

/** The public key of a PEM text, which may hold the private one. Throws `KEY_MALFORMED` for anything but Ed25519. */
export function publicKeyFromPem(pem: string): PublicKey {
  return publicKeyOf(parseKey(() => createPublicKey(pem)));
}

/** The key of 32 raw bytes, as logs and causes carry it. Throws `KEY_MALFORMED` for any other length. */
export function publicKeyFromRaw(raw: Uint8Array): PublicKey {
  if (raw.length !== KEY_BYTES) throw malformed(`an Ed25519 key of ${KEY_BYTES} bytes`, `${raw.length} bytes`);
  const der = Buffer.concat([SPKI_ED25519_PREFIX, raw]);
  return namedKey(
    parseKey(() => createPublicKey({ key: der, format: "der", type: "spki" })),
    new Uint8Array(raw),
  );
}

function parseKey(parse: () => KeyObject): KeyObject {
  try {
    const key = parse();
    if (key.asymmetricKeyType === "ed25519") return key;
    throw new TypeError(`a key of type ${key.asymmetricKeyType}`);
  } catch (cause) {
    throw malformed("an Ed25519 key in PEM", cause instanceof Error ? cause.message : String(cause), cause);
  }
}

const malformed = (expected: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "KEY_MALFORMED",
    expected,
    received,
    fix: "give the file that plimsoll wrote",
    cause,
  });

function signingKeyOf(key: KeyObject): SigningKey {
  const publicKey = publicKeyOf(createPublicKey(key));
  return {
    keyId: publicKey.keyId,
    publicKey,
    sign: (message) => sign(null, message, key),
    toPem: () => key.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

/** The raw key is the tail of the SubjectPublicKeyInfo (RFC 8410). */
const publicKeyOf = (key: KeyObject): PublicKey =>
  namedKey(key, new Uint8Array(key.export({ format: "der", type: "spki" }).subarray(-KEY_BYTES)));

function namedKey(key: KeyObject, raw: Uint8Array): PublicKey {
  return {
    keyId: createHash("sha256").update(raw).digest("hex").slice(0, 16),
    raw,
    verify: (message, signature) => verify(null, message, key, signature),
    toPem: () => key.export({ format: "pem", type: "spki" }).toString(),
  };
}

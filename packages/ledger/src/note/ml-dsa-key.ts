import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from "node:crypto";
import { PlimsollError } from "@plimsoll/foundation";

/** The raw public key of ML-DSA-44 (FIPS 204, table 2), in bytes. */
export const ML_DSA_PUBLIC_KEY_BYTES = 1312;

/** The DER prefix of an ML-DSA-44 private key as a seed in PKCS #8 (RFC 9881); the 32-byte seed follows. */
const PKCS8_SEED_PREFIX = Buffer.from("3034020100300b060960864801650304031104228020", "hex");
/** The DER prefix of an ML-DSA-44 SubjectPublicKeyInfo (RFC 9881); the raw key follows. */
const SPKI_PREFIX = Buffer.from("30820532300b06096086480165030403110382052100", "hex");

/** An ML-DSA-44 key pair (FIPS 204): secure against quantum computers. Pure mode, empty context. Signing is randomised. */
export interface MlDsaSigningKey {
  readonly publicKey: MlDsaPublicKey;
  /** 2 420 bytes. */
  sign(message: Uint8Array): Uint8Array;
  /** PKCS #8 in PEM: for the key file and nothing else. */
  toPem(): string;
}

/** A public key of ML-DSA-44 (FIPS 204). */
export interface MlDsaPublicKey {
  /** The raw 1 312 bytes. */
  readonly raw: Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** SubjectPublicKeyInfo in PEM, as OpenSSL 3.5 reads it. */
  toPem(): string;
}

/** A new key of ML-DSA-44, from the randomness of the system. */
export const generateMlDsaKey = (): MlDsaSigningKey => mlDsaKeyFromSeed(randomBytes(32));

/** The same 32-byte seed gives the same key (FIPS 204, algorithm 6). Throws a `RangeError` for any other length. */
export function mlDsaKeyFromSeed(seed: Uint8Array): MlDsaSigningKey {
  if (seed.length !== 32) throw new RangeError(`expected a seed of 32 bytes, got ${seed.length}`);
  const der = Buffer.concat([PKCS8_SEED_PREFIX, seed]);
  return signingKeyOf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

/** Throws `KEY_MALFORMED` for anything but an ML-DSA-44 private key. */
export function mlDsaKeyFromPem(pem: string): MlDsaSigningKey {
  return signingKeyOf(parseKey(() => createPrivateKey(pem)));
}

/** Throws `KEY_MALFORMED` for any other length than 1 312 bytes. */
export function mlDsaPublicKeyFromRaw(raw: Uint8Array): MlDsaPublicKey {
  const der = Buffer.concat([SPKI_PREFIX, raw]);
  return publicKeyOf(parseKey(() => createPublicKey({ key: der, format: "der", type: "spki" })));
}

function parseKey(parse: () => KeyObject): KeyObject {
  try {
    const key = parse();
    if (key.asymmetricKeyType === "ml-dsa-44") return key;
    throw new TypeError(`a key of type ${key.asymmetricKeyType}`);
  } catch (cause) {
    throw new PlimsollError({
      code: "KEY_MALFORMED",
      expected: "an ML-DSA-44 key",
      received: cause instanceof Error ? cause.message : String(cause),
      fix: "give the key as it was written at its making",
      cause,
    });
  }
}

function signingKeyOf(key: KeyObject): MlDsaSigningKey {
  return {
    publicKey: publicKeyOf(createPublicKey(key)),
    sign: (message) => sign(null, message, key),
    toPem: () => key.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

function publicKeyOf(key: KeyObject): MlDsaPublicKey {
  return {
    raw: new Uint8Array(key.export({ format: "der", type: "spki" }).subarray(-ML_DSA_PUBLIC_KEY_BYTES)),
    verify: (message, signature) => verify(null, message, key, signature),
    toPem: () => key.export({ format: "pem", type: "spki" }).toString(),
  };
}

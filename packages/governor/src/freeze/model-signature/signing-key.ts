import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { PlimsollError } from "@plimsoll/foundation";

/** An elliptic curve key: the Sigstore key types that OMS signs with leave no room for the Ed25519 keys of a site. */
export interface ModelPublicKey {
  /** SHA-256 of the key in PEM, in hexadecimal: how a bundle says which key to try. */
  readonly hint: string;
  toPem(): string;
  verify(message: Uint8Array, signature: Uint8Array): boolean;
}

/** A key that signs models as OpenSSF Model Signing does (Sigstore bundles over a manifest of files). */
export interface ModelSigningKey {
  readonly publicKey: ModelPublicKey;
  /** PKCS #8 in PEM: for the key file and nothing else. */
  toPem(): string;
  /** ECDSA in DER, with the hash that belongs to the curve. */
  sign(message: Uint8Array): Uint8Array;
}

/** Curves, by OpenSSL's names, and the hash of each (Sigstore protobuf specs, PublicKeyDetails). */
const HASHES: Readonly<Record<string, string>> = { prime256v1: "sha256", secp384r1: "sha384", secp521r1: "sha512" };

/** On P-256. */
export const generateModelSigningKey = (): ModelSigningKey =>
  signingKeyOf(generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey);

/** Throws `KEY_MALFORMED`. */
export const modelSigningKeyFromPem = (pem: string): ModelSigningKey =>
  signingKeyOf(parsed(() => createPrivateKey(pem)));

/** Throws `KEY_MALFORMED`. */
export const modelPublicKeyFromPem = (pem: string): ModelPublicKey => publicKeyOf(parsed(() => createPublicKey(pem)));

function signingKeyOf(key: KeyObject): ModelSigningKey {
  const publicKey = publicKeyOf(createPublicKey(key));
  return {
    publicKey,
    toPem: () => key.export({ format: "pem", type: "pkcs8" }).toString(),
    sign: (message) => sign(hashOf(key), message, key),
  };
}

function publicKeyOf(key: KeyObject): ModelPublicKey {
  const pem = key.export({ format: "pem", type: "spki" }).toString();
  return {
    hint: createHash("sha256").update(pem).digest("hex"),
    toPem: () => pem,
    verify: (message, signature) => verify(hashOf(key), message, key, signature),
  };
}

const hashOf = ({ asymmetricKeyDetails }: KeyObject): string => HASHES[asymmetricKeyDetails?.namedCurve ?? ""] ?? "";

function parsed(parse: () => KeyObject): KeyObject {
  try {
    const key = parse();
    if (key.asymmetricKeyType === "ec" && hashOf(key) !== "") return key;
    throw new TypeError(
      `a key of type ${key.asymmetricKeyType} ${key.asymmetricKeyDetails?.namedCurve ?? ""}`.trimEnd(),
    );
  } catch (cause) {
    throw new PlimsollError({
      code: "KEY_MALFORMED",
      expected: "an elliptic curve key in PEM, on P-256, P-384 or P-521",
      received: cause instanceof Error ? cause.message : String(cause),
      fix: "make one: openssl ecparam -name prime256v1 -genkey -noout",
      cause,
    });
  }
}

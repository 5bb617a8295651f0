import { hash } from "node:crypto";
import { concatBytes, hex, utf8 } from "@plimsoll/foundation";
import { bytesOfBase64 } from "./base64.ts";
import { ML_DSA_PUBLIC_KEY_BYTES } from "./ml-dsa-key.ts";

/** What a key signs and how (C2SP signed-note, "Signature types"; tlog-cosignature). */
export const SIGNATURE_TYPE = {
  /** Ed25519 over the text of a note: how a log signs. */
  ed25519: 0x01,
  /** Ed25519 with a timestamp, `cosignature/v1`: how a witness cosigns. */
  ed25519Cosignature: 0x04,
  /** ML-DSA-44 with a timestamp, `subtree/v1`: witnesses and logs. */
  mlDsaCosignature: 0x06,
} as const;

export type SignatureType = (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE];

/** A public key under a name, for one type of signature. */
export interface VerifierKey {
  readonly name: string;
  readonly type: SignatureType;
  /** 32 bytes for Ed25519, 1 312 for ML-DSA-44. */
  readonly publicKeyRaw: Uint8Array;
}

const PUBLIC_KEY_BYTES: Readonly<Record<number, number>> = {
  [SIGNATURE_TYPE.ed25519]: 32,
  [SIGNATURE_TYPE.ed25519Cosignature]: 32,
  [SIGNATURE_TYPE.mlDsaCosignature]: ML_DSA_PUBLIC_KEY_BYTES,
};

const VERIFIER_KEY = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u;

/** The name of a key and the first four bytes of its hash: what a signature line carries. */
export const keyIdOf = (
  name: string,
  publicKeyRaw: Uint8Array,
  type: SignatureType = SIGNATURE_TYPE.ed25519,
): Uint8Array => hash("sha256", concatBytes(utf8(`${name}\n`), typedKey(publicKeyRaw, type)), "buffer").subarray(0, 4);

/** The vkey line `<name>+<hex key id>+<base64(type || public key)>` (C2SP signed-note, "Verifier keys"). */
export const verifierKeyOf = (
  name: string,
  publicKeyRaw: Uint8Array,
  type: SignatureType = SIGNATURE_TYPE.ed25519,
): string =>
  `${name}+${hex(keyIdOf(name, publicKeyRaw, type))}+${Buffer.from(typedKey(publicKeyRaw, type)).toString("base64")}`;

/**
 * Reads a vkey; `undefined` unless it is exactly what `verifierKeyOf` writes: its key id belongs to the key, and the type is
 * one of `SIGNATURE_TYPE` with a key of that type's length.
 */
export function parseVerifierKey(vkey: string): VerifierKey | undefined {
  const [, name = "", , encoded = ""] = VERIFIER_KEY.exec(vkey) ?? [];
  const [type, ...publicKey] = bytesOfBase64(encoded) ?? [];
  if (type === undefined || PUBLIC_KEY_BYTES[type] !== publicKey.length || !isKeyName(name)) return undefined;
  const key: VerifierKey = { name, type: type as SignatureType, publicKeyRaw: Uint8Array.from(publicKey) };
  return verifierKeyOf(name, key.publicKeyRaw, key.type) === vkey ? key : undefined;
}

/** A key name is not empty and holds no space, control character or plus (C2SP signed-note, "Format"). */
export const isKeyName = (name: string): boolean => /^[^\s+\p{Cc}]+$/u.test(name) && name.isWellFormed();

const typedKey = (publicKeyRaw: Uint8Array, type: SignatureType): Uint8Array =>
  concatBytes(Uint8Array.of(type), publicKeyRaw);

import { hash } from "node:crypto";
import { concatBytes, hex, utf8 } from "@plimsoll/foundation";

/** Signature type of Ed25519 in C2SP signed-note. */
const ED25519 = 0x01;

/** The name of a key and the first four bytes of its hash: what a signature line carries. */
export const keyIdOf = (name: string, publicKeyRaw: Uint8Array): Uint8Array =>
  hash("sha256", concatBytes(utf8(`${name}\n`), typedKey(publicKeyRaw)), "buffer").subarray(0, 4);

/** The vkey line `<name>+<hex key id>+<base64(0x01 || public key)>` (C2SP signed-note, "Verifier keys"). */
export const verifierKeyOf = (name: string, publicKeyRaw: Uint8Array): string =>
  `${name}+${hex(keyIdOf(name, publicKeyRaw))}+${Buffer.from(typedKey(publicKeyRaw)).toString("base64")}`;

/** A key name is not empty and holds no space, control character or plus (C2SP signed-note, "Format"). */
export const isKeyName = (name: string): boolean => /^[^\s+\p{Cc}]+$/u.test(name) && name.isWellFormed();

const typedKey = (publicKeyRaw: Uint8Array): Uint8Array => concatBytes(Uint8Array.of(ED25519), publicKeyRaw);

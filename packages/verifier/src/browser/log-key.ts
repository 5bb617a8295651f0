import { type Bytes, bytesOfBase64, hex, isSame, joined, sha256, utf8 } from "./bytes.ts";

/** Who signs a log's checkpoints: a C2SP verifier key of type 0x01, Ed25519. */
export interface LogKey {
  readonly name: string;
  /** First four bytes of `SHA-256(name || 0x0A || type || key)`. */
  readonly keyId: Bytes;
  readonly raw: Bytes;
}

const ED25519 = 1;
const VKEY = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u;

/** Reads `<name>+<key id>+<base64>` (C2SP signed-note, "Verifier keys"); `undefined` for anything else, and where the key id is of another key. */
export async function readLogKey(vkey: string): Promise<LogKey | undefined> {
  const [, name = "", id = "", encoded = ""] = VKEY.exec(vkey) ?? [];
  const typed = bytesOfBase64(encoded);
  if (typed?.length !== 33 || typed[0] !== ED25519) return undefined;
  const keyId = (await sha256(joined(utf8(`${name}\n`), typed))).slice(0, 4);
  return hex(keyId) === id ? { name, keyId, raw: typed.slice(1) } : undefined;
}

/** Ed25519 (RFC 8032), by the platform's WebCrypto. */
export async function isSignedBy(key: LogKey, text: string, signature: Bytes): Promise<boolean> {
  const publicKey = await crypto.subtle.importKey("raw", key.raw, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", publicKey, signature, utf8(text));
}

export const isOfKey = (key: LogKey, line: { readonly name: string; readonly keyId: Bytes }): boolean =>
  line.name === key.name && isSame(line.keyId, key.keyId);

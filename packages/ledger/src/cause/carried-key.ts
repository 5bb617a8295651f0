import { type PublicKey, publicKeyFromRaw } from "@plimsoll/foundation/node";

const RAW_BYTES = 32;

/** The key that a text of Base64 is, if it has the id that it is named by; else `undefined`. */
export function carriedKey(keyId: string, base64: unknown): PublicKey | undefined {
  if (typeof base64 !== "string") return undefined;
  const raw = Buffer.from(base64, "base64");
  if (raw.length !== RAW_BYTES) return undefined;
  const key = publicKeyFromRaw(raw);
  return key.keyId === keyId ? key : undefined;
}

/**
 * The id that a command gives a public key which has another one; `null` where none does. The kernel knows no curves and no
 * digests of keys: whoever lets it decide asks this before (K-96).
 */
export function misnamedKey(body: unknown): string | null {
  if (typeof body !== "object" || body === null) return null;
  const { type, keyId, to, publicKey } = body as Readonly<Record<string, unknown>>;
  const named = type === "key.admit" ? keyId : type === "key.rotate" ? to : null;
  // What is no id or no key at all is for the kernel to refuse.
  if (typeof named !== "string" || typeof publicKey !== "string") return null;
  return carriedKey(named, publicKey) === undefined ? named : null;
}

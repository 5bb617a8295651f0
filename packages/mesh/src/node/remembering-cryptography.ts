import type { Cryptography } from "../ports/cryptography.ts";

/** Signatures that are remembered. A batch comes together, so that few are enough. */
const KEPT = 4_096;

/**
 * Checks each signature once: the events of a batch share one, and certificates bring the same ones again and again. Only
 * signatures that held are remembered, each with the very message and key that it held for.
 */
export function rememberingCryptography(crypto: Cryptography): Cryptography {
  const held = new Map<string, Uint8Array>();
  return {
    sha256: (bytes) => crypto.sha256(bytes),
    sha256Bytes: (bytes) => crypto.sha256Bytes(bytes),
    verify: (key, message, signature) => {
      const name = key + Buffer.from(signature).toString("latin1");
      const known = held.get(name);
      if (known !== undefined && Buffer.compare(known, message) === 0) return true;
      if (!crypto.verify(key, message, signature)) return false;
      if (held.size >= KEPT) held.delete(held.keys().next().value ?? "");
      held.set(name, Uint8Array.from(message));
      return true;
    },
  };
}

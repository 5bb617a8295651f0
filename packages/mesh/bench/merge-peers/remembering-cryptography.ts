import { sameBytes } from "../../src/event/cbor.ts";
import type { NodeKey } from "../../src/event/event.ts";
import type { Cryptography } from "../../src/ports/cryptography.ts";

/**
 * Does not check again the very signature that it found valid last for the same key. Events of one batch share a root and a
 * signature, so that the whole batch costs one check wherever an author's events come in order.
 */
export function rememberingCryptography(crypto: Cryptography): Cryptography {
  const valid = new Map<NodeKey, { readonly message: Uint8Array; readonly signature: Uint8Array }>();
  return {
    ...crypto,
    verify: (key, message, signature) => {
      const last = valid.get(key);
      if (last && sameBytes(last.message, message) && sameBytes(last.signature, signature)) return true;
      const isValid = crypto.verify(key, message, signature);
      if (isValid) valid.set(key, { message, signature });
      return isValid;
    },
  };
}

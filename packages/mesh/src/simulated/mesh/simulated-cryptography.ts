import type { Cryptography, Signer } from "../../ports/cryptography.ts";
import type { NodeKey } from "../../event/event.ts";

/**
 * Signatures for simulated meshes: SHA-256 over a secret that only the simulator has. In it nobody forges what it was not
 * given the signer for, and a mesh of a hundred costs no processor time for curves. Never for real nodes.
 */
export class SimulatedCryptography implements Cryptography {
  readonly #hashes: Pick<Cryptography, "sha256" | "sha256Bytes">;
  readonly #secrets = new Map<NodeKey, Uint8Array>();
  /** A hundred nodes check one signature: the second one to do so gets the first one's answer. */
  readonly #valid = new WeakMap<Uint8Array, { readonly key: NodeKey; readonly message: Uint8Array }>();

  constructor(hashes: Pick<Cryptography, "sha256" | "sha256Bytes">) {
    this.#hashes = hashes;
  }

  sha256(bytes: Uint8Array): string {
    return this.#hashes.sha256(bytes);
  }

  sha256Bytes(bytes: Uint8Array): Uint8Array {
    return this.#hashes.sha256Bytes(bytes);
  }

  /** The same label gives the same key. */
  signerOf(label: string): Signer {
    const secret = this.sha256Bytes(Buffer.from(`secret of ${label}`));
    const key = this.sha256(secret);
    this.#secrets.set(key, secret);
    return { key, sign: (message) => this.#signature(secret, message) };
  }

  verify(key: NodeKey, message: Uint8Array, signature: Uint8Array): boolean {
    const seen = this.#valid.get(signature);
    if (seen?.key === key && Buffer.compare(seen.message, message) === 0) return true;
    const secret = this.#secrets.get(key);
    const isValid = secret !== undefined && Buffer.compare(signature, this.#signature(secret, message)) === 0;
    if (isValid) this.#valid.set(signature, { key, message });
    return isValid;
  }

  /** 64 bytes, as Ed25519 has them. */
  #signature(secret: Uint8Array, message: Uint8Array): Uint8Array {
    const half = this.sha256Bytes(Buffer.concat([secret, message]));
    return new Uint8Array(Buffer.concat([half, half]));
  }
}

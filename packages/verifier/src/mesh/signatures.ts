import { createPublicKey, type KeyObject, verify } from "node:crypto";

/** SubjectPublicKeyInfo of an Ed25519 key (RFC 8410); the 32 bytes follow. */
const SPKI_ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

/** Whoever writes the events may invent keys and batches without end. */
const KEPT_MAX = 100_000;

/** Ed25519 (RFC 8032), with keys read once and the signature of a batch checked once. */
export class Signatures {
  readonly #keys = new Map<string, KeyObject | undefined>();
  readonly #batches = new Map<string, boolean>();

  /** @param key 64 hexadecimal digits */
  holds(key: string, domain: string, signed: Uint8Array, signature: Uint8Array): boolean {
    const known = this.#keys.has(key) ? this.#keys.get(key) : this.#remember(this.#keys, key, keyOf(key));
    return (
      known !== undefined &&
      signature.length === 64 &&
      verify(null, Buffer.concat([Buffer.from(domain), signed]), known, signature)
    );
  }

  batchHolds(key: string, domain: string, root: Buffer, signature: Buffer): boolean {
    const batch = `${key} ${root.toString("hex")} ${signature.toString("hex")}`;
    const known = this.#batches.get(batch);
    return known ?? this.#remember(this.#batches, batch, this.holds(key, domain, root, signature));
  }

  #remember<T>(kept: Map<string, T>, key: string, value: T): T {
    if (kept.size < KEPT_MAX) kept.set(key, value);
    return value;
  }
}

/** `undefined` for 32 bytes that are no key. */
function keyOf(key: string): KeyObject | undefined {
  try {
    const der = Buffer.concat([SPKI_ED25519_PREFIX, Buffer.from(key, "hex")]);
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}

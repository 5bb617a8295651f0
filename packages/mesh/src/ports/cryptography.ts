import type { NodeKey } from "../event/event.ts";

/** Hashes and signatures: pure functions, but native ones, so that the core names no machine. */
export interface Cryptography {
  /** SHA-256, 64 hexadecimal digits. */
  sha256(bytes: Uint8Array): string;
  /** SHA-256, 32 bytes. */
  sha256Bytes(bytes: Uint8Array): Uint8Array;
  /** Ed25519. False for anything that is not a valid signature; never throws. */
  verify(key: NodeKey, message: Uint8Array, signature: Uint8Array): boolean;
}

/** The private key of a node. */
export interface Signer {
  readonly key: NodeKey;
  sign(message: Uint8Array): Uint8Array;
}

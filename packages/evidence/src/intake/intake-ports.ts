import type { Digest } from "@plimsoll/foundation";

/** SHA-256 of bytes that come one after another. */
export interface RunningHash {
  update(bytes: Uint8Array): void;
  digest(): Digest;
}

/** What the shell lends to a pure reader. */
export interface IntakePorts {
  /**
   * Unpacks raw deflate (8) or Zstandard frames (93) of a ZIP entry. MUST throw for damaged bytes and for more than
   * `lengthMax` bytes of output.
   */
  readonly decompress: (method: 8 | 93, bytes: Uint8Array, lengthMax: number) => Uint8Array;
  /** CRC-32 as ZIP uses it (ISO 3309). */
  readonly crc32: (bytes: Uint8Array) => number;
  readonly sha256: () => RunningHash;
}

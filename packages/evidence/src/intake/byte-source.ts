/**
 * The bytes of a file that may be larger than memory. `read` MUST give exactly the bytes asked for and MUST throw where they are not
 * there; it MAY give a view that the caller must not write to.
 */
export interface ByteSource {
  readonly length: number;
  read(offset: number, length: number): Uint8Array;
}

/** Bytes that are in memory already. */
export const sourceOf = (bytes: Uint8Array): ByteSource => ({
  length: bytes.length,
  read: (offset, length) => {
    if (offset + length > bytes.length) throw new RangeError(`expected ${offset + length} bytes, got ${bytes.length}`);
    return bytes.subarray(offset, offset + length);
  },
});

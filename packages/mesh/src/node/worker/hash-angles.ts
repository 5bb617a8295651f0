import { hash } from "node:crypto";

/** Encoder, version and, since it has no weights, a digest of its definition. */
export const HASH_ANGLES = "sha256-angles-v1";

/**
 * The angles of a text, without a model: SHA-256 in counter mode, block i over `"plimsoll mesh sha256-angles 1\n"`, i as
 * 4 bytes big-endian and the text; two bytes for each dimension.
 *
 * Not semantic: texts that mean the same have unrelated angles, and only equal bytes agree. What coheres under it is
 * agreement to the letter.
 */
export function hashAngles(text: Uint8Array, dimensions: number): Uint8Array {
  const angles = new Uint8Array(2 * dimensions);
  for (let block = 0; block * 32 < angles.length; block += 1) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(block);
    const digest = hash("sha256", Buffer.concat([DOMAIN, counter, text]), "buffer");
    angles.set(digest.subarray(0, angles.length - block * 32), block * 32);
  }
  return angles;
}

const DOMAIN = Buffer.from("plimsoll mesh sha256-angles 1\n");

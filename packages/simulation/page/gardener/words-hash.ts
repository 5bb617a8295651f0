const PRIME = 0x0100_0193;

/** Folds the bytes of an array into a number of 32 bits (FNV-1a). */
export function wordsHash(before: number, { buffer, byteOffset, byteLength }: ArrayBufferView): number {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let hash = before;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, PRIME);
  return hash;
}

/** 32-bit floats, little-endian, as base64. */
export function genomeText(genome: Float32Array): string {
  const bytes = Buffer.alloc(4 * genome.length);
  genome.forEach((weight, at) => bytes.writeFloatLE(weight, 4 * at));
  return bytes.toString("base64");
}

/** The floats of such a text; null where its bytes are no whole numbers of them. */
export function genomeOf(text: string): Float32Array | null {
  const bytes = Buffer.from(text, "base64");
  if (bytes.length % 4 !== 0 || bytes.toString("base64") !== text) return null;
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(4 * at));
}

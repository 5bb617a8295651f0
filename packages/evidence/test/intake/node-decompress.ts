import { inflateRawSync, zstdDecompressSync } from "node:zlib";
import type { IntakePorts } from "../../src/intake/reader.ts";

/** The port that a shell lends: the machine's own zlib. */
export const nodePorts: IntakePorts = {
  decompress: (method, bytes, lengthMax) => {
    const options = { maxOutputLength: Math.max(1, lengthMax) };
    return method === 8 ? inflateRawSync(bytes, options) : zstdDecompressSync(bytes, options);
  },
};

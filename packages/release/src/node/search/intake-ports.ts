import { createHash } from "node:crypto";
import { crc32, inflateRawSync, zstdDecompressSync } from "node:zlib";
import type { IntakePorts } from "@plimsoll/evidence";

/** What the readers of evaluation logs borrow from the machine: SHA-256, and the ways in which archives are packed. */
export const LOG_PORTS: IntakePorts = {
  decompress: (method, bytes, lengthMax) => {
    const options = {
      maxOutputLength: Math.max(1, lengthMax),
      chunkSize: Math.min(Math.max(64, lengthMax + 1), 1 << 24),
    };
    return method === 8 ? inflateRawSync(bytes, options) : zstdDecompressSync(bytes, options);
  },
  crc32: (bytes) => crc32(bytes),
  sha256: () => {
    const hash = createHash("sha256");
    return { update: (bytes) => void hash.update(bytes), digest: () => `sha256:${hash.digest("hex")}` };
  },
};

import { createHash } from "node:crypto";
import { crc32, inflateRawSync, zstdDecompressSync } from "node:zlib";
import { sourceOf } from "../../src/intake/byte-source.ts";
import type { FileRole } from "../../src/intake/mapping.ts";
import type { IntakePorts } from "../../src/intake/intake-ports.ts";
import type { SourceFiles } from "../../src/intake/reader.ts";

/** The ports that a shell lends: the machine's own zlib and SHA-256. */
export const nodePorts: IntakePorts = {
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

/** Files in memory. */
export type FileBytes = Readonly<Partial<Record<FileRole, Uint8Array>>>;

export const sourcesOf = (files: FileBytes): SourceFiles =>
  Object.fromEntries(
    Object.entries(files).flatMap(([role, bytes]) => (bytes === undefined ? [] : [[role, sourceOf(bytes)]])),
  );

import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { crc32, inflateRawSync, zstdDecompressSync } from "node:zlib";
import { type ByteSource, ChangedWhileReadError, type IntakePorts, sourceOf } from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";
import { fileBytes } from "./import-bytes.ts";

/** A file that is read where it lies, however long it is; opened once. */
export interface OpenSource extends ByteSource, Disposable {}

/** Standard input and pipes, which have no places, are held in memory. Throws `FILE_NOT_FOUND`, `FILE_NOT_READABLE`. */
export async function openSource(file: string): Promise<OpenSource> {
  const descriptor = file === "-" ? null : opened(file);
  if (descriptor !== null) {
    const stat = fstatSync(descriptor);
    if (stat.isFile()) return sourceOfFile(file, descriptor, stat.size);
    closeSync(descriptor);
  }
  return { ...sourceOf(await fileBytes(file)), [Symbol.dispose]: () => {} };
}

const sourceOfFile = (file: string, descriptor: number, length: number): OpenSource => ({
  length,
  read: (offset, count) => readExactly(file, descriptor, offset, count),
  [Symbol.dispose]: () => closeSync(descriptor),
});

function readExactly(file: string, descriptor: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length;) {
    const read = readOnce(file, () => readSync(descriptor, bytes, filled, length - filled, offset + filled));
    if (read === 0) throw new ChangedWhileReadError();
    filled += read;
  }
  return bytes;
}

function readOnce(file: string, read: () => number): number {
  try {
    return read();
  } catch (cause) {
    throw unreadable(file, (cause as NodeJS.ErrnoException).code ?? "", cause);
  }
}

function opened(file: string): number {
  try {
    return openSync(file, "r");
  } catch (cause) {
    throw unreadable(file, (cause as NodeJS.ErrnoException).code ?? "", cause);
  }
}

const unreadable = (file: string, code: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: code === "ENOENT" ? "FILE_NOT_FOUND" : "FILE_NOT_READABLE",
    expected: "a file that can be read",
    received: `"${file}" (${code})`,
    fix: "give the path of a file, and the right to read it",
    ...(cause !== undefined && { cause }),
  });

/** The machine's own zlib, which refuses more than was announced, and its SHA-256. */
export const INTAKE_PORTS: IntakePorts = {
  decompress: (method, bytes, lengthMax) => {
    const options = { maxOutputLength: Math.max(1, lengthMax), chunkSize: chunkSizeOf(lengthMax) };
    return method === 8 ? inflateRawSync(bytes, options) : zstdDecompressSync(bytes, options);
  },
  crc32: (bytes) => crc32(bytes),
  sha256: () => {
    const hash = createHash("sha256");
    return { update: (bytes) => void hash.update(bytes), digest: () => `sha256:${hash.digest("hex")}` };
  },
};

/** One piece where the announced length is a usual one: joining the default's pieces of 16 KiB would cost as much as unpacking. */
const chunkSizeOf = (lengthMax: number): number => Math.min(Math.max(64, lengthMax + 1), 1 << 24);

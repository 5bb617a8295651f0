import { createHmac, timingSafeEqual } from "node:crypto";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { digestOfBytes } from "@plimsoll/foundation/node";
import { readRegular } from "../dossier/file-in-folder.ts";

/** Where what was worked out is kept, and the key that seals it. */
export interface CachePlace {
  readonly folder: string;
  readonly key: Uint8Array;
}

/** Without a key nothing is kept: whoever may write to the folder could else change an answer. */
export const cachePlace = (folder: string | null, key: Uint8Array | null): CachePlace | null =>
  folder === null || key === null ? null : { folder, key };

/**
 * A file of a cache: its first line is a code (HMAC-SHA-256) over a name and all that follows. What is damaged, cut off, written
 * without the key, by another version or under another name is as good as absent.
 */
export function readSealed(path: string, name: string, key: Uint8Array): Uint8Array | null {
  const bytes = bytesOf(path);
  const end = bytes?.indexOf(LINE_END) ?? -1;
  if (bytes === null || end === -1) return null;
  const body = bytes.subarray(end + 1);
  const [found, expected] = [bytes.subarray(0, end), Buffer.from(sealOf(name, body, key), "latin1")];
  return found.length === expected.length && timingSafeEqual(found, expected) ? body : null;
}

/** Whole or not at all. Where it cannot be written there is no cache, and nothing else changes. */
export function writeSealed(path: string, name: string, key: Uint8Array, body: Uint8Array): void {
  const draft = `${path}.${process.pid}.draft`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(draft, Buffer.concat([Buffer.from(`${sealOf(name, body, key)}\n`, "latin1"), body]));
    renameSync(draft, path);
  } catch {
    tidied(draft);
  }
}

function tidied(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // What is in the way of a draft is in the way of a cache, and of nothing else.
  }
}

const LINE_END = 0x0a;

const sealOf = (name: string, body: Uint8Array, key: Uint8Array): string =>
  createHmac("sha256", key)
    .update(`${digestOfBytes(Buffer.from(name, "utf8"))} ${digestOfBytes(body)}`)
    .digest("hex");

/** No cache is larger. */
const BYTES_MAX = 2 ** 31 - 1;

/** A pipe in its place would keep whoever reads it waiting for ever. */
function bytesOf(path: string): Buffer | null {
  const read = readRegular(path, BYTES_MAX);
  return read.ok ? Buffer.from(read.bytes.buffer, read.bytes.byteOffset, read.bytes.length) : null;
}

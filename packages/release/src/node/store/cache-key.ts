import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { place } from "./store-key.ts";

const KEY_BYTES = 32;
const OTHERS = 0o077;

/**
 * The key by which the cache of examinations is sealed: made once, in the folder of the store, for its owner alone. Null where it cannot be
 * made, or may be read by others: then nothing is cached.
 */
export function cacheKey(store: string): Uint8Array | null {
  const file = join(store, "cache.key");
  try {
    mkdirSync(store, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) place(file, randomBytes(KEY_BYTES).toString("hex"), 0o600);
    const found = lstatSync(file);
    if (!found.isFile() || (found.mode & OTHERS) !== 0) return null;
    const key = Buffer.from(readFileSync(file, "latin1"), "hex");
    return key.length === KEY_BYTES ? key : null;
  } catch {
    return null;
  }
}

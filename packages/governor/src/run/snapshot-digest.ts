import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { canonicalJson, type Digest } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";

/** Digest of weights: of a file its SHA-256, of a folder that of its sorted manifest of names and digests. */
export function snapshotDigest(path: string): Digest {
  if (!statSync(path).isDirectory()) return digestOfBytes(readFileSync(path));
  const manifest = readdirSync(path)
    .toSorted()
    .map((name) => [name, snapshotDigest(join(path, name))] as const);
  return digestOfBytes(canonicalJson(manifest));
}

import { type CanonicalValue, PlimsollError, utf8 } from "@plimsoll/foundation";
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, MANIFEST_FILE, manifestShape } from "../../pack/manifest.ts";
import { filesBelow } from "./pack-folder.ts";

/** Files of a pack by their paths, as they were found. */
export type PackFiles = ReadonlyMap<string, Uint8Array>;

/** What is no plain file is as good as changed: a link may lead anywhere. */
export function readPackFiles(directory: string): PackFiles {
  const read = (path: string): Uint8Array =>
    lstatSync(join(directory, path)).isFile() ? readFileSync(join(directory, path)) : utf8("no plain file");
  return new Map(filesBelow(directory).map((path) => [path, read(path)]));
}

/** Its manifest; null where that is none. */
export function manifestIn(files: PackFiles): Manifest | null {
  const parsed = manifestShape.parse(jsonOr(files.get(MANIFEST_FILE)));
  return parsed.ok ? parsed.value : null;
}

/** The value of some bytes; undefined where they are no JSON. */
export function jsonOr(bytes: Uint8Array | undefined): CanonicalValue | undefined {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as CanonicalValue;
  } catch {
    return undefined;
  }
}

/** One line: a code where there is one, and no path of the reader's own disk. */
export function messageOf(cause: unknown): string {
  if (cause instanceof PlimsollError) return `${cause.code}: ${cause.message}`.replaceAll("\n", " ");
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  return code ?? String(cause);
}

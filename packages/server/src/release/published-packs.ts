import { closeSync, constants, createReadStream, fstatSync, lstatSync, openSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { Readable } from "node:stream";
import { publishedPacksFolder } from "./release-folder.ts";
import type { PackFile } from "./release-reading.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;
const PARTS_MAX = 5;
const MANIFEST = "manifest.json";

/** A file that is larger is not served: no pack has one. */
const FILE_BYTES_MAX = 64 * 1_048_576;

const MEDIA: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".html": "text/html; charset=utf-8",
};

/** Packs by the names of their folders: each has a manifest, and neither is a link. */
export function publishedPacks(directory: string): readonly string[] {
  const root = publishedPacksFolder(directory);
  return namesIn(root)
    .filter((name) => NAME.test(name) && isFolder(join(root, name)) && isFile(join(root, name, MANIFEST)))
    .toSorted();
}

/**
 * A file of a published pack; null for one that is not there, that a link leads to, that a dot hides, or that is above 64 MiB.
 * @param file path inside the pack, with forward slashes
 */
export function publishedPackFile(directory: string, pack: string, file: string): PackFile | null {
  const parts = file.split("/");
  if (!NAME.test(pack) || parts.length > PARTS_MAX || !parts.every((part) => PART.test(part))) return null;
  const root = join(publishedPacksFolder(directory), pack);
  const folders = parts.slice(0, -1).map((_, place) => join(root, ...parts.slice(0, place + 1)));
  if (![root, ...folders].every(isFolder) || !isFile(join(root, MANIFEST))) return null;
  const found = openedFile(join(root, ...parts));
  return found === null ? null : { ...found, media: MEDIA[extname(file)] ?? "application/octet-stream" };
}

/** Looked at and read by one descriptor: what the name leads to may change meanwhile. Read as it is taken, and not held in memory. */
function openedFile(path: string): Pick<PackFile, "length" | "stream"> | null {
  const descriptor = opened(path);
  if (descriptor === null) return null;
  const found = fstatSync(descriptor);
  if (found.isFile() && found.size > 0 && found.size <= FILE_BYTES_MAX) {
    const stream = createReadStream("", { fd: descriptor, autoClose: true, start: 0, end: found.size - 1 });
    return { length: found.size, stream };
  }
  closeSync(descriptor);
  return found.isFile() && found.size === 0 ? { length: 0, stream: Readable.from([]) } : null;
}

/** Not waiting: a pipe that nobody writes would hold up the daemon. */
const opened = (path: string): number | null =>
  isFile(path) ? orNull(() => openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)) : null;

const isFolder = (path: string): boolean => orNull(() => lstatSync(path))?.isDirectory() === true;
const isFile = (path: string): boolean => orNull(() => lstatSync(path))?.isFile() === true;
const namesIn = (folder: string): readonly string[] => orNull(() => readdirSync(folder)) ?? [];

/** Null for what is not there; anything else that a disk says is thrown. */
function orNull<T>(look: () => T): T | null {
  try {
    return look();
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    if (["ENOENT", "ENOTDIR", "ELOOP", "ENXIO"].includes(code)) return null;
    throw cause;
  }
}

import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { join, sep } from "node:path";
import { placeShape } from "../../dossier/source.ts";

/** Why a file was not read. */
export type FileRefusal =
  | "not there"
  | "a link or a special file"
  | "too large"
  | "a place outside the folder"
  | "unreadable";

/** A file's bytes, or why they were not read. */
export type FileRead =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly refusal: FileRefusal };

/**
 * Reads a regular file at its place in a folder. Links are not followed, wherever they lead: what a reviewer sees in the
 * folder is what is read. Never throws for what the folder holds.
 *
 * @param place as `placeShape` has it: no step up, no hidden name
 * @param bytesMax what is larger is not read
 */
export function readInFolder(folder: string, place: string, bytesMax: number): FileRead {
  if (!placeShape.parse(place).ok) return { ok: false, refusal: "a place outside the folder" };
  try {
    const root = realpathSync(folder);
    const path = join(root, ...place.split("/"));
    if (realpathSync(path) !== path || !path.startsWith(root + sep))
      return { ok: false, refusal: "a link or a special file" };
    return readRegular(path, bytesMax);
  } catch (cause) {
    return { ok: false, refusal: refusalOf(cause) };
  }
}

/** Of a regular file, whole; a link at its place is not followed. Never throws for what is at the place. */
export function readRegular(path: string, bytesMax: number): FileRead {
  try {
    return readOpened(path, bytesMax);
  } catch (cause) {
    return { ok: false, refusal: refusalOf(cause) };
  }
}

/** What is not a regular file may never end, or wait for ever: asked before it is read, of the file that is open. */
function readOpened(path: string, bytesMax: number): FileRead {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { ok: false, refusal: "a link or a special file" };
    if (stat.size > bytesMax) return { ok: false, refusal: "too large" };
    return { ok: true, bytes: readAll(descriptor, stat.size) };
  } finally {
    closeSync(descriptor);
  }
}

/** A file that grows while it is read is read as long as it was. */
function readAll(descriptor: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let read = 0;
  while (read < size) {
    const count = readSync(descriptor, bytes, read, size - read, read);
    if (count === 0) break;
    read += count;
  }
  return bytes.subarray(0, read);
}

function refusalOf(cause: unknown): FileRefusal {
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  if (code === undefined) throw cause;
  if (code === "ENOENT" || code === "ENOTDIR") return "not there";
  return code === "ELOOP" || code === "ENXIO" ? "a link or a special file" : "unreadable";
}

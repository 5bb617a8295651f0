import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";

/** A file or folder of data. Links are followed: data are what a job would read. */
export type DatasetTree =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "folder"; readonly entries: readonly { readonly name: string; readonly tree: DatasetTree }[] };

/** So often one folder is gone through: links to folders of links would make a few of them endless without a ring. */
const WAYS_MAX = 100;

/** By name, in code-unit order. Throws `DATASET_NOT_FOUND` and `DATASET_UNREADABLE`. */
export const datasetTree = (path: string): DatasetTree => treeAt(path, [], new Map());

/** @param ways how often each folder was gone through so far */
function treeAt(path: string, above: readonly string[], ways: Map<string, number>): DatasetTree {
  const stats = statOf(path);
  if (stats.isFile()) return { kind: "file", path };
  if (!stats.isDirectory()) throw unreadable(path, "a pipe, socket or device");
  const real = realpathSync(path);
  if (above.includes(real)) throw unreadable(path, "a link to a folder that it is in");
  const way = (ways.get(real) ?? 0) + 1;
  if (way > WAYS_MAX) throw unreadable(path, `a folder that more than ${WAYS_MAX} ways lead to`);
  ways.set(real, way);
  const names = readdirSync(path).toSorted();
  return {
    kind: "folder",
    entries: names.map((name) => ({ name, tree: treeAt(join(path, name), [...above, real], ways) })),
  };
}

function statOf(path: string) {
  try {
    return statSync(path);
  } catch (cause) {
    throw new PlimsollError({
      code: "DATASET_NOT_FOUND",
      expected: "a dataset that can be read",
      received: `"${path}"`,
      fix: "give the path of the file or folder",
      cause,
    });
  }
}

const READ_BYTES = 1024 * 1024;

/** Hands out the bytes of a file in pieces. Each is only lent. Throws `DATASET_CHANGED` if it is not as long as it was. */
export function readFilePieces(path: string, onPiece: (piece: Uint8Array) => void): void {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  try {
    const before = fstatSync(descriptor);
    if (!before.isFile()) throw unreadable(path, "no regular file any more");
    let bytes = 0;
    for (let length = readSync(descriptor, buffer); length > 0; length = readSync(descriptor, buffer)) {
      bytes += length;
      // A file that grows as fast as it is read would never end.
      if (bytes > before.size) throw changed(path);
      onPiece(buffer.subarray(0, length));
    }
    const after = fstatSync(descriptor);
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(path);
  } finally {
    closeSync(descriptor);
  }
}

const unreadable = (path: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "DATASET_UNREADABLE",
    expected: "files and folders only",
    received: `${received} at ${JSON.stringify(path)}`,
    fix: "put the content itself into the dataset",
  });

const changed = (path: string): PlimsollError =>
  new PlimsollError({
    code: "DATASET_CHANGED",
    expected: "data that rest while they are read",
    received: `a change of ${JSON.stringify(path)}`,
    fix: "wait until nobody writes to them",
  });

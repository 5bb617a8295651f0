import { closeSync, fchmodSync, fstatSync, fsyncSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import type { ImmutableFlag } from "./immutable-flag.ts";
import { openNoFollow, type SnapshotTree } from "./snapshot-manifest.ts";

/** What keeps a path as it is: the immutable attribute, which binds root, or only modes, which do not. */
export type Lock = "immutable" | "modes";

const WRITE_BITS = 0o222;
const OWNER_WRITE = 0o200;

/** Takes away everybody's right to write, and what is written so far goes to the disk. Files before the folders they are in. */
export function lockTree(root: string, tree: SnapshotTree, flag: ImmutableFlag): void {
  const paths = inside(root, tree);
  const held = flag.held(paths);
  for (const path of paths) if (!held.has(path)) changeMode(path, (mode) => mode & ~WRITE_BITS);
  flag.change(
    paths.filter((path) => !held.has(path)),
    true,
  );
}

/** Gives the owner the right to write back. Folders first: a locked one lets nothing in it be changed. */
export function unlockTree(root: string, tree: SnapshotTree, flag: ImmutableFlag): void {
  const paths = inside(root, tree).toReversed();
  flag.change(paths, false);
  for (const path of paths) changeMode(path, (mode) => mode | OWNER_WRITE);
}

/** What really holds, read back from the file system: by path below the root. */
export function locksOf(root: string, tree: SnapshotTree, flag: ImmutableFlag): ReadonlyMap<string, Lock> {
  const held = flag.held(inside(root, tree));
  const paths = [...tree.files, ...tree.directories];
  return new Map(paths.map((path) => [path, held.has(join(root, path)) ? "immutable" : "modes"]));
}

/** Directories come as they were found, the root first: the deepest is last and is locked first. */
const inside = (root: string, { files, directories }: SnapshotTree): readonly string[] =>
  [...files, ...directories.toReversed()].map((path) => join(root, path));

function changeMode(path: string, change: (mode: number) => number): void {
  const descriptor = openNoFollow(path);
  try {
    const mode = fstatSync(descriptor).mode & 0o7777;
    if (change(mode) !== mode) setMode(path, descriptor, change(mode));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function setMode(path: string, descriptor: number, mode: number): void {
  try {
    fchmodSync(descriptor, mode);
  } catch (cause) {
    throw new PlimsollError({
      code: "SNAPSHOT_NOT_LOCKED",
      expected: `the right to change the modes of ${JSON.stringify(path)}`,
      received: (cause as NodeJS.ErrnoException).code ?? "a fault",
      fix: "freeze and thaw as root or as the owner, on a disk that is not mounted read-only",
      cause,
    });
  }
}

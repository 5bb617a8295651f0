import { PlimsollError } from "@plimsoll/foundation";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { withFileFaults } from "../store/file-fault.ts";

/** Every file below a folder by its path with forward slashes; links and other things that are no files too, as such. */
export function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((each) => !each.isDirectory())
    .map((each) => join(each.parentPath, each.name).slice(join(directory, "/").length).replaceAll("\\", "/"))
    .toSorted();
}

/** Writes a pack whole or not at all. Where the same pack is already, nothing changes. Throws `PACK_DIRECTORY_NOT_EMPTY`. */
export function writePackFolder(directory: string, files: ReadonlyMap<string, Uint8Array>): void {
  if (existsSync(directory) && readdirSync(directory).length > 0) return assertSame(directory, files);
  withFileFaults(directory, () => {
    mkdirSync(dirname(directory), { recursive: true });
    const building = mkdtempSync(join(dirname(directory), `.${basename(directory)}-`));
    try {
      for (const [path, bytes] of files) writeDurably(join(building, path), bytes);
      rmSync(directory, { recursive: true, force: true });
      renameSync(building, directory);
      syncFolder(dirname(directory));
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
  });
}

function assertSame(directory: string, files: ReadonlyMap<string, Uint8Array>): void {
  const found = filesBelow(directory);
  const isSame =
    found.length === files.size &&
    found.every((path) => Buffer.compare(readFileSync(join(directory, path)), files.get(path) ?? Buffer.of(0)) === 0);
  if (isSame) return;
  throw new PlimsollError({
    code: "PACK_DIRECTORY_NOT_EMPTY",
    expected: `nothing in "${directory}", or this very pack`,
    received: `${found.length} files`,
    fix: "give another folder: a pack is never written over anything",
  });
}

function writeDurably(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, "wx", 0o644);
  try {
    for (let offset = 0; offset < bytes.length;) offset += writeSync(descriptor, bytes, offset);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

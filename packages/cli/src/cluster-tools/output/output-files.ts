import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { fileExists } from "../../ledger-tools/kept-file.ts";

export interface OutputFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

interface PlacedFile extends OutputFile {
  /** A name of nobody else's in the same folder, until all files are written. */
  readonly temporary: string;
}

/** Writes all files or none, each by a temporary name. One of another content is `FILE_EXISTS`, unless `force` is true. */
export function writeOutputs(files: readonly OutputFile[], force: boolean): void {
  for (const { path } of files) refuseNoFileAt(path);
  const changed = files.filter(({ path, content }) => !hasContent(path, content));
  const inTheWay = force ? undefined : changed.find(({ path }) => existsSync(path));
  if (inTheWay !== undefined) throw fileExists(inTheWay.path);
  const placed = changed.map((file) => ({ ...file, temporary: `${file.path}.${randomUUID()}.tmp` }));
  try {
    for (const { path } of placed) mkdirSync(dirname(path), { recursive: true });
    for (const file of placed) writeTemporary(file);
    for (const { path, temporary } of placed) renameSync(temporary, path);
  } catch (cause) {
    for (const { temporary } of placed) rmSync(temporary, { force: true });
    throw cause;
  }
}

/** Before long work: what would be in the way at its end is told now. */
export function refuseOutputsInTheWay(paths: readonly string[], force: boolean): void {
  for (const path of paths) {
    refuseNoFileAt(path);
    if (!force && existsSync(path)) throw fileInTheWay(path);
  }
}

/** Throws `OUT_NOT_A_FILE` for a folder, and for a device, which a rename would do away with. */
export function refuseNoFileAt(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  throw new PlimsollError({
    code: "OUT_NOT_A_FILE",
    expected: "the name of a file",
    received: found.isDirectory() ? `the folder "${path}"` : `"${path}", a device, pipe or socket`,
    fix: found.isDirectory() ? "name a file in it" : "name a file",
  });
}

/** Before long work whose outputs go into a folder. Throws `OUT_NOT_A_FOLDER`. */
export function refuseNoFolderAt(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return;
  throw new PlimsollError({
    code: "OUT_NOT_A_FOLDER",
    expected: "the name of a folder",
    received: `"${path}", which is none`,
    fix: "name a folder with --out; it is made where it is not there",
  });
}

/** What is to be written is not known yet, so its content is nothing to compare with. */
const fileInTheWay = (path: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: `no file "${path}" yet`,
    received: "a file of that name",
    fix: "give another name, or replace it with --force",
  });

/** Never into a file that is there, nor through a link. */
const writeTemporary = ({ temporary, content }: PlacedFile): void =>
  writeFileSync(temporary, content, { flag: "wx", flush: true });

const hasContent = (path: string, content: string | Uint8Array): boolean =>
  existsSync(path) && readFileSync(path).equals(Buffer.from(content));

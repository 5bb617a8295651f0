import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { fileExists } from "../../ledger-tools/kept-file.ts";

export interface OutputFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** Writes all files or none, each by a temporary name. One of another content is `FILE_EXISTS`, unless `force` is true. */
export function writeOutputs(files: readonly OutputFile[], force: boolean): void {
  const changed = files.filter(({ path, content }) => !hasContent(path, content));
  const inTheWay = force ? undefined : changed.find(({ path }) => existsSync(path));
  if (inTheWay !== undefined) throw fileExists(inTheWay.path);
  for (const { path } of changed) mkdirSync(dirname(path), { recursive: true });
  for (const file of changed) writeTemporary(file);
  for (const { path } of changed) renameSync(temporaryOf(path), path);
}

/** Before long work: what would be in the way at its end is told now. */
export function refuseOutputsInTheWay(paths: readonly string[], force: boolean): void {
  for (const path of paths) {
    refuseFolderAt(path);
    if (!force && existsSync(path)) throw fileExists(path);
  }
}

export function refuseFolderAt(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) throw folderInTheWay(path);
}

const temporaryOf = (path: string): string => `${path}.tmp`;

const writeTemporary = ({ path, content }: OutputFile): void =>
  writeFileSync(temporaryOf(path), content, { flush: true });

const hasContent = (path: string, content: string | Uint8Array): boolean =>
  existsSync(path) && readFileSync(path).equals(Buffer.from(content));

const folderInTheWay = (path: string): PlimsollError =>
  new PlimsollError({
    code: "OUT_NOT_A_FILE",
    expected: "the name of a file",
    received: `the folder "${path}"`,
    fix: "name a file in it",
  });

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";

/** A text file to be written. */
export interface FileToKeep {
  readonly path: string;
  readonly text: string;
}

/** Writes all files or none. One that has another content stays and is `FILE_EXISTS`, unless `force` says to replace it. */
export function keepFiles(files: readonly FileToKeep[], force: boolean): void {
  const changed = files.filter(({ path, text }) => !hasText(path, text));
  const inTheWay = force ? undefined : changed.find(({ path }) => existsSync(path));
  if (inTheWay !== undefined) throw fileExists(inTheWay.path);
  for (const file of changed) writeAtOnce(file);
}

/** A reader finds the old file or the new one. */
export function writeAtOnce({ path, text }: FileToKeep): void {
  writeFileSync(`${path}.tmp`, text, { flush: true });
  renameSync(`${path}.tmp`, path);
}

export const fileExists = (path: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: `no file "${path}", or one of the same content`,
    received: "another file of that name",
    fix: "name another file with --out, or replace it with --force",
  });

const hasText = (path: string, text: string): boolean => existsSync(path) && readFileSync(path, "utf8") === text;

import { existsSync, readFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { writeFileAtomically } from "@plimsoll/foundation/node";

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
export const writeAtOnce = ({ path, text }: FileToKeep): void => writeFileAtomically(path, text);

export const fileExists = (path: string): PlimsollError =>
  new PlimsollError({
    code: "FILE_EXISTS",
    expected: `no file "${path}", or one of the same content`,
    received: "another file of that name",
    fix: "name another file with --out, or replace it with --force",
  });

const hasText = (path: string, text: string): boolean => existsSync(path) && readFileSync(path, "utf8") === text;

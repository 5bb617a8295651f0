import { accessSync, constants, existsSync, mkdirSync, readFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { type FileToKeep, keepFiles } from "../ledger-tools/kept-file.ts";

/** Makes a folder that can be written to. Throws what the file system says where it cannot. */
export function requireWritableFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.W_OK);
}

/** Throws `FILE_EXISTS` where one of these files is there. */
export function requireNoneOf(paths: readonly string[]): void {
  const inTheWay = paths.find((path) => existsSync(path));
  if (inTheWay === undefined) return;
  throw new PlimsollError({
    code: "FILE_EXISTS",
    expected: `no file "${inTheWay}", or one of the same content`,
    received: "another file of that name",
    fix: "name another folder with --out; what an examination asked or answered is never replaced",
  });
}

/** Writes all files or none, and replaces none: one of the same content stays. Throws `FILE_EXISTS`. */
export function keepNewFiles(files: readonly FileToKeep[]): void {
  requireNoneOf(files.filter(({ path, text }) => !hasText(path, text)).map(({ path }) => path));
  keepFiles(files, false);
}

const hasText = (path: string, text: string): boolean => existsSync(path) && readFileSync(path, "utf8") === text;

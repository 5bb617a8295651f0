import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NamedDigest } from "./statement.ts";

/** The file that names all files of a build by digest, in the form of sha256sum. */
export const SUMS = "SHA256SUMS";

export const digestOfFile = (folder: string, name: string): NamedDigest => ({
  name,
  sha256: createHash("sha256")
    .update(readFileSync(join(folder, name)))
    .digest("hex"),
});

export const sumsText = (files: readonly NamedDigest[]): string =>
  files.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join("");

const LINE = /^([0-9a-f]{64}) {2}([\w.-]+)$/;

/** The files that a text names; `null` for a text that is not of that form. */
export function readSums(text: string): readonly NamedDigest[] | null {
  const lines = text
    .split("\n")
    .slice(0, -1)
    .map((line) => LINE.exec(line));
  if (!text.endsWith("\n") || lines.some((line) => line === null)) return null;
  return lines.map((line) => ({ sha256: line?.[1] ?? "", name: line?.[2] ?? "" }));
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Digest, digestOfTexts } from "@plimsoll/foundation";

/** Of the program that votes: every file of this package as it runs, sources or built. */
export function implementationDigest(): Digest {
  const root = join(import.meta.dirname, "..", "..");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(isProgram).toSorted();
  return digestOfTexts(files.flatMap((file) => [`${file}\n`, readFileSync(join(root, file), "utf8")]));
}

const isProgram = (file: string): boolean => /\.(?:ts|js)$/.test(file) && !/\.(?:test|d)\.ts$/.test(file);

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Digest, digestOfTexts } from "@plimsoll/foundation";

const PROGRAM = join(import.meta.dirname, "..", "..");

/** Of the program that votes: every file of this package as it runs, sources or built, and the rules that lie beside it. */
export function implementationDigest(program: string = PROGRAM): Digest {
  const files = readdirSync(program, { recursive: true, encoding: "utf8" }).filter(isProgram).toSorted();
  return digestOfTexts([...textsOf(program, files), ...RULES.flatMap((name) => rulesIn(join(program, "..", name)))]);
}

const isProgram = (file: string): boolean => /\.(?:ts|js)$/.test(file) && !/\.(?:test|d)\.ts$/.test(file);

/** Data that decides as code does: a policy that was edited is another program (RS-480). */
const RULES = ["policy", "intake"] as const;

const rulesIn = (folder: string): readonly string[] =>
  textsOf(
    folder,
    readdirSync(folder)
      .filter((file) => file.endsWith(".json"))
      .toSorted(),
  );

const textsOf = (folder: string, files: readonly string[]): readonly string[] =>
  files.flatMap((file) => [`${file}\n`, readFileSync(join(folder, file), "utf8")]);

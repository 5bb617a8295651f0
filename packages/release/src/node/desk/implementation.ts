import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Digest, digestOfTexts } from "@plimsoll/foundation";

const PROGRAM = join(import.meta.dirname, "..", "..");
const COUNTING = dirname(fileURLToPath(import.meta.resolve("@plimsoll/evidence")));

/**
 * Of the program that votes: every file of this package and of the one that counts the logs of evaluations, as they run, sources or
 * built, and the rules that lie beside it.
 */
export const implementationDigest = (program: string = PROGRAM, counting: string = COUNTING): Digest =>
  digestOfTexts([
    ...codeIn(program),
    ...codeIn(counting),
    ...RULES.flatMap((name) => rulesIn(join(program, "..", name))),
  ]);

const codeIn = (folder: string): readonly string[] =>
  textsOf(folder, readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isProgram).toSorted());

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

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { PlimsollError } from "@plimsoll/foundation";

/** What the separate verifier said. */
export interface VerifierAnswer {
  readonly exitCode: number;
  /** Its last line. */
  readonly summary: Readonly<Record<string, unknown>>;
}

const PROGRAM = fileURLToPath(new URL("../bin/plimsoll-verify.js", import.meta.resolve("@plimsoll/verifier")));
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** Runs `plimsoll-verify` as a process of its own, which is given nothing but these words and an empty environment. */
export async function askVerifier(...words: readonly string[]): Promise<VerifierAnswer> {
  const options = { env: {}, maxBuffer: OUTPUT_BYTES_MAX };
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, [PROGRAM, ...words, "--json"], options, (_, stdout) => {
      const summary = summaryIn(stdout);
      if (summary === null || child.exitCode === null) reject(noAnswer(words));
      else resolve({ exitCode: child.exitCode, summary });
    });
  });
}

function summaryIn(stdout: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

const noAnswer = (words: readonly string[]): PlimsollError =>
  new PlimsollError({
    code: "QUARTER_VERIFIER_SILENT",
    expected: "an answer of the separate verifier",
    received: "none",
    fix: `run it by hand: plimsoll-verify ${words.join(" ")}`,
  });

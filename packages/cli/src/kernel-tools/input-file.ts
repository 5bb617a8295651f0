import { createReadStream, readFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";

const STANDARD_INPUT = "-";

/** The bytes of a file, or of standard input for `-`. Throws `FILE_NOT_FOUND`, `FILE_NOT_READABLE`. */
export async function* inputBytes(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* file === STANDARD_INPUT ? process.stdin : createReadStream(file);
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

/** A whole file as text. Throws `FILE_NOT_FOUND`, `FILE_NOT_READABLE`. */
export function fileText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw unreadable(file, cause);
  }
}

function unreadable(file: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined || cause instanceof PlimsollError) return cause;
  return new PlimsollError({
    code: code === "ENOENT" ? "FILE_NOT_FOUND" : "FILE_NOT_READABLE",
    expected: "a file that can be read",
    received: `"${file}" (${code})`,
    fix: "give the path of a file, and the right to read it",
    cause,
  });
}

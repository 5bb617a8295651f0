import { Buffer } from "node:buffer";
import { createReadStream } from "node:fs";
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

/** A whole file as text, or standard input for `-`. Throws `FILE_NOT_FOUND`, `FILE_NOT_READABLE`. */
export async function fileText(file: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of inputBytes(file)) chunks.push(chunk);
  return new TextDecoder().decode(Buffer.concat(chunks));
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

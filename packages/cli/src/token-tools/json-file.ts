import { readFileSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";

/** A file's JSON. Throws `FILE_NOT_JSON`. */
export function jsonInFile(file: string): unknown {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PlimsollError({
      code: "FILE_NOT_JSON",
      expected: `JSON in "${file}"`,
      received: "something else",
      fix: "give the file as it was written",
      cause,
    });
  }
}

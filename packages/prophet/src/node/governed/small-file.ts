import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** What a governor tells is far shorter. */
const BYTES_MAX = 1 << 20;

/** The text of a small file; `null` where there is none. What is no such file, such as a pipe, which may never end, is an empty text. */
export function smallFileText(path: string): string | null {
  try {
    // A pipe is not waited for.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = fstatSync(file);
      return found.isFile() && found.size <= BYTES_MAX ? readFileSync(file, "utf8") : "";
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "ENOENT" ? null : "";
  }
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";

/** Writes texts into a folder, which is made where it is not there. Throws `DIRECTORY_NOT_WRITABLE`. */
export async function writeFiles(
  directory: string,
  files: readonly (readonly [name: string, text: string])[],
): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    for (const [name, text] of files) await writeFile(join(directory, name), text);
  } catch (cause) {
    throw notWritten(directory, cause);
  }
}

const notWritten = (directory: string, cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "DIRECTORY_NOT_WRITABLE",
    expected: `to write "${directory}"`,
    received: (cause as NodeJS.ErrnoException).code ?? "a fault",
    fix: "choose another folder with --out, or make room or rights there",
    cause,
  });

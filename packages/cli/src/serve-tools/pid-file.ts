import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomically } from "@plimsoll/foundation/node";

const fileIn = (data: string): string => join(data, "serve.pid");

/**
 * Writes `serve.pid` into a data folder, for whoever ends the daemon that decides there (SVR-165): a shell that started it through
 * npm knows npm's number alone, and npm does not pass a signal on. Call it as the folder's only writer: what another left is overwritten.
 *
 * @returns takes the file away again, unless it is another process's by now
 */
export function keepPidFile(data: string): () => void {
  const text = `${process.pid}\n`;
  writeFileAtomically(fileIn(data), text);
  return () => {
    if (textOf(data) === text) rmSync(fileIn(data), { force: true });
  };
}

function textOf(data: string): string | null {
  try {
    return readFileSync(fileIn(data), "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cause;
  }
}

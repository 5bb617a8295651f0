import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";

/** What `execvp(3)` searches where the environment names no PATH. */
const PATH_DEFAULT = "/usr/local/bin:/usr/bin:/bin";

/**
 * The file that a command names, found as `execvp(3)` finds it, in the job's own PATH and directory.
 * Throws `COMMAND_NOT_FOUND`.
 */
export function commandPath(command: string, cwd: string, environment: Readonly<Record<string, string>>): string {
  const directories = command.includes("/") ? [""] : (environment["PATH"] ?? PATH_DEFAULT).split(":");
  const found = directories.map((directory) => resolve(cwd, directory, command)).find(isExecutable);
  if (found !== undefined && command !== "") return found;
  throw new PlimsollError({
    code: "COMMAND_NOT_FOUND",
    expected: "an executable file",
    received: JSON.stringify(command),
    fix: "give a path, or a name that the job's PATH leads to; no shell is asked",
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

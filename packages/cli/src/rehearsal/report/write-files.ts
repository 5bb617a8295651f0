import { accessSync, constants, mkdirSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { refuseNoFolderAt, refuseOutputsInTheWay, writeOutputs } from "../../cluster-tools/output/output-files.ts";

/** Before anything is played. Makes the folder. Throws `OUT_NOT_A_FOLDER`, `OUT_NOT_A_FILE`, `FILE_EXISTS`, `DIRECTORY_NOT_WRITABLE`. */
export function refuseFilesInTheWay(directory: string, names: readonly string[], force: boolean): void {
  writing(directory, () => {
    refuseNoFolderAt(directory);
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    refuseOutputsInTheWay(
      names.map((name) => join(directory, name)),
      force,
    );
  });
}

/** Writes texts into a folder, all or none. Throws `DIRECTORY_NOT_WRITABLE`. */
export function writeFiles(directory: string, files: readonly (readonly [name: string, text: string])[]): void {
  const outputs = files.map(([name, content]) => ({ path: join(directory, name), content }));
  writing(directory, () => writeOutputs(outputs, true));
}

function writing(directory: string, work: () => void): void {
  try {
    work();
  } catch (cause) {
    throw cause instanceof PlimsollError ? cause : notWritten(directory, cause);
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

import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type PackFault, packFault } from "./pack-fault.ts";

const GIB = 2 ** 30;
const FILE_BYTES_MAX = GIB;
const PACK_BYTES_MAX = 2 * GIB;
const PLACES_MAX = 100_000;
const FAULTS_MAX = 100;

/**
 * What no pack may hold, found before anything is opened: a link leads out of the pack, a pipe is never read to its end, and a file
 * without bounds is no report.
 */
export function placeFaults(directory: string): readonly PackFault[] {
  const [folders, faults]: [string[], PackFault[]] = [[""], []];
  let [places, bytes] = [0, 0];
  for (const folder of folders) {
    const names = readdirSync(join(directory, folder));
    if (names.length === 0 && folder !== "") faults.push(refused(folder, "no empty folder", "one"));
    for (const name of names) {
      const path = folder === "" ? name : `${folder}/${name}`;
      const found = lstatSync(join(directory, path));
      if (found.isDirectory()) folders.push(path);
      else if (!found.isFile()) faults.push(refused(path, "a plain file or folder", "another thing"));
      else if (found.size > FILE_BYTES_MAX) faults.push(refused(path, "at most 1 GiB", `${found.size} bytes`));
      places += 1;
      bytes += found.isFile() ? found.size : 0;
      if (places > PLACES_MAX) return [...faults, refused(path, `at most ${PLACES_MAX} files and folders`, "more")];
      if (bytes > PACK_BYTES_MAX) return [...faults, refused(path, "at most 2 GiB in all", "more")];
      if (faults.length >= FAULTS_MAX) return faults;
    }
  }
  return faults;
}

const refused = (path: string, expected: string, received: string): PackFault =>
  packFault("PACK_FILE_REFUSED", path, expected, received);

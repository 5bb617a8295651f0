import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { withFileFaults } from "../store/file-fault.ts";
import { PART_NAMES } from "./dossier-parts.ts";
import { dossierSchemas } from "./dossier-schemas.ts";
import { sealSources } from "./seal-sources.ts";
import { type SkeletonOptions, skeletonOf } from "./skeleton.ts";
import { LOCK_FILE } from "./source-lock.ts";

/** Where the schemas lie beside the files that name them: an editor finds them without a network. */
const SCHEMA_FOLDER = "schemas";

/**
 * Makes the folder of a new dossier: each file with comments that say what its fields hold, JSON Schemas for editors, two
 * example sources and an example log, sealed. It reads as a dossier and shows nothing: it is never Green. Returns the places that were written.
 *
 * Throws `DOSSIER_EXISTS` where a file of a dossier is there already, and then writes none; `DIRECTORY_NOT_WRITABLE`,
 * `DISK_FULL`.
 */
export function initDossier(folder: string, options: SkeletonOptions): readonly string[] {
  const schemas = Object.entries(dossierSchemas()).map(
    ([name, schema]) => [`${SCHEMA_FOLDER}/${name}`, `${JSON.stringify(schema, null, 2)}\n`] as const,
  );
  const files = [...Object.entries(skeletonOf(options)), ...schemas];
  const taken = [...files.map(([place]) => place), ...partForms(), LOCK_FILE].find((place) =>
    existsSync(join(folder, place)),
  );
  if (taken !== undefined) throw dossierExists(folder, taken);
  withFileFaults(folder, () => {
    for (const [place, text] of files) write(join(folder, place), text);
  });
  sealSources(folder);
  return [...files.map(([place]) => place), LOCK_FILE];
}

/** Also in another form than the skeleton's: two files for one part would make the folder unreadable. */
const partForms = (): readonly string[] =>
  PART_NAMES.flatMap((name) => ["yaml", "yml", "json", "csv"].map((ending) => `${name}.${ending}`));

/** Never over what appeared meanwhile. */
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: "wx" });
}

const dossierExists = (folder: string, place: string): PlimsollError =>
  new PlimsollError({
    code: "DOSSIER_EXISTS",
    expected: `a folder without a dossier in "${folder}"`,
    received: `"${place}"`,
    fix: "give another folder: nothing is written over",
  });

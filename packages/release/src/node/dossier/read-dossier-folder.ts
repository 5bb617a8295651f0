import { statSync } from "node:fs";
import type { Shape, ShapeFault } from "@plimsoll/foundation";
import type { Dossier } from "../../dossier/dossier.ts";
import { DossierError, type DossierFault, FAULTS_MAX, fileMissing, invalid } from "./dossier-fault.ts";
import {
  LIST_PARTS,
  type ListName,
  OBJECT_PARTS,
  type ObjectName,
  parseEach,
  PART_NAMES,
  type PartName,
} from "./dossier-parts.ts";
import { type FileRead, readInFolder } from "./file-in-folder.ts";
import { orNull } from "./nullable-field.ts";
import { itemsOf, type PartFile, readPart } from "./read-part.ts";
import { type PlaceOf, referenceFaults } from "./references.ts";
import { readLock, runKey, sealedEvaluation, sealedSource, type SourceLock, UNSEALED } from "./source-lock.ts";

/** The files that a dossier names, read when they are asked for. */
export interface DossierFiles {
  /** Bytes of a source or of a log, by its place. Never throws for what the folder holds. */
  read(place: string): FileRead;
}

/** A dossier as it was read from its folder. */
export interface DossierFolder {
  readonly dossier: Dossier;
  readonly files: DossierFiles;
  /** Sources and runs that have no digest: neither whole nor readable as evidence until `sealSources` was run. */
  readonly unsealed: readonly string[];
}

/** A source is no larger (`sourceShape`). */
export const FILE_BYTES_MAX = 268_435_456;

/**
 * Reads a dossier's folder: one file for each part (`dossier`, `mission`, `plan`, `determinations`, `risks`, `claims`, `links`,
 * `sources`, `evaluations`, `telemetry`), as `.yaml` or `.json`, telemetry also as `.csv`. Structure is checked, and whether each name
 * leads somewhere; what the sources are worth is the examination's.
 *
 * @throws {DossierError} with up to 20 faults: `DOSSIER_FILE_MISSING`, `DOSSIER_FILE_TWICE`, `DOSSIER_UNREADABLE`,
 * `DOSSIER_INVALID`; where there are none of these, `DOSSIER_ID_TWICE`, `DOSSIER_REFERENCE_UNKNOWN`. Each has its file, its line and what mends it.
 */
export function readDossierFolder(folder: string): DossierFolder {
  const absent = folderFault(folder);
  if (absent !== null) throw new DossierError([absent]);
  const faults: DossierFault[] = [];
  const lock = readLock(folder);
  if ("code" in lock) faults.push(lock);
  const written = new Map<PartName, PartFile>();
  const parts = PART_NAMES.map((name) => readOne(folder, name, "code" in lock ? null : lock, { faults, written }));
  refuseFor(faults);
  const { dossier: head, ...rest } = Object.fromEntries(parts) as unknown as Parts;
  const dossier: Dossier = { ...head, ...rest };
  refuseFor(referenceFaults(dossier, placesIn(written), FAULTS_MAX));
  const files: DossierFiles = { read: (place) => readInFolder(folder, place, FILE_BYTES_MAX) };
  return { dossier, files, unsealed: unsealedOf(dossier) };
}

/** A folder that is none is one fault, and not that of each file in it. */
function folderFault(folder: string): DossierFault | null {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) return null;
  const isText = found !== undefined && /\.(?:md|markdown|txt)$/i.test(folder);
  return {
    ...fileMissing(folder, found === undefined ? "no such folder" : "a file"),
    expected: "the folder of a dossier",
    fix: isText
      ? `a text is looked at by \`plimsoll release ask ${folder}\``
      : "name the folder of a dossier; `plimsoll release init` makes one",
  };
}

function refuseFor([first, ...others]: readonly DossierFault[]): void {
  if (first !== undefined) throw new DossierError([first, ...others]);
}

const placesIn =
  (parts: ReadonlyMap<PartName, PartFile>): PlaceOf =>
  (part, pointer) => {
    const { file, written } = parts.get(part) ?? { file: part, written: null };
    return { file, line: written?.lineOf(pointer) ?? null };
  };

type Head = Pick<Dossier, "format" | "subject" | "action" | "declaredLevel" | "screeningClaim">;
type Parts = Omit<Dossier, keyof Head> & { readonly dossier: Head };

/** What is found on the way. */
interface Reading {
  readonly faults: DossierFault[];
  readonly written: Map<PartName, PartFile>;
}

function readOne(
  folder: string,
  name: PartName,
  lock: SourceLock | null,
  { faults, written }: Reading,
): readonly [PartName, unknown] {
  const read = readPart(folder, name);
  if (!read.ok) {
    faults.push(read.fault);
    return [name, null];
  }
  written.set(name, read.part);
  return [name, isList(name) ? listOf(name, read.part, lock, faults) : objectOf(name, read.part, faults)];
}

const isList = (name: PartName): name is ListName => Object.hasOwn(LIST_PARTS, name);

function objectOf(name: ObjectName, { file, written }: PartFile, faults: DossierFault[]): unknown {
  const shape = OBJECT_PARTS[name].shape as Shape<unknown>;
  const parsed = shape.parse(written.value);
  if (parsed.ok) return parsed.value;
  faults.push(invalid(file, written.lineOf(parsed.error.path), orNull(shape, parsed.error)));
  return null;
}

function listOf(name: ListName, part: PartFile, lock: SourceLock | null, faults: DossierFault[]): unknown {
  const items = itemsOf(name, part);
  if (!Array.isArray(items)) {
    faults.push(items as DossierFault);
    return [];
  }
  const { file, written } = part;
  const { item } = LIST_PARTS[name];
  const shown = (fault: ShapeFault): DossierFault =>
    invalid(file, written.lineOf(fault.path), orNull(item, fault, fault.path.replace(/^\/\d+/, "")));
  const parsed = parseEach(sealed(name, items, lock), item, FAULTS_MAX);
  if (parsed.ok) return parsed.value;
  faults.push(...parsed.error.map(shown));
  return [];
}

function sealed(name: ListName, items: readonly unknown[], lock: SourceLock | null): readonly unknown[] {
  if (name === "sources") {
    const byId = new Map((lock?.sources ?? []).map((source) => [source.id, source]));
    return items.map((item) => sealedSource(item, byId));
  }
  if (name !== "evaluations") return items;
  const byRun = new Map((lock?.logs ?? []).map(({ evaluation, run, digest }) => [runKey(evaluation, run), digest]));
  return items.map((item) => sealedEvaluation(item, byRun));
}

const unsealedOf = ({ sources, evaluations }: Dossier): readonly string[] => [
  ...sources.filter(({ digest }) => digest === UNSEALED).map(({ id }) => id),
  ...evaluations.flatMap(({ id, runs }) =>
    runs.filter(({ digest }) => digest === UNSEALED).map((run) => runKey(id, run.id)),
  ),
];

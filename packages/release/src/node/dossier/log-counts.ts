import { digestOfBytes } from "@plimsoll/foundation/node";
import { err, ok } from "@plimsoll/foundation";
import type { Dossier } from "../../dossier/dossier.ts";
import type { Evaluation } from "../../dossier/evaluation.ts";
import type { Source } from "../../dossier/source.ts";
import { contentOf } from "../../evaluation-log/log-content.ts";
import type { LogTally, Tallied } from "../../evaluation-log/run-log.ts";
import { tallyLog } from "../../evaluation-log/tally-log.ts";
import { LOG_PORTS } from "../search/intake-ports.ts";
import { filesBeside, folderOf } from "../search/recount-logs.ts";
import type { DossierFiles } from "./read-dossier-folder.ts";

/** How the log of one run is counted. */
export interface LogCount {
  readonly evaluation: string;
  readonly run: string;
  readonly log: string;
  /** Null where it is not counted. */
  readonly counted: LogTally | null;
  /** Why it is not counted; null where it is. */
  readonly why: string | null;
}

/** Counts every log as an evaluation will: whoever seals one learns at once whether it can be read. */
export function countLogs({ evaluations, sources }: Dossier, files: DossierFiles): readonly LogCount[] {
  const folders = new Set(evaluations.flatMap(({ runs }) => runs.map(({ log }) => folderOf(log))));
  const beside = sources.filter((source) => folders.has(folderOf(source.file)) && isWhole(source, files));
  const byFolder = Map.groupBy(beside, ({ file }) => folderOf(file));
  return evaluations.flatMap((evaluation) => countRuns(evaluation, files, byFolder));
}

const isWhole = ({ file, digest }: Source, files: DossierFiles): boolean => {
  const read = files.read(file);
  return read.ok && digestOfBytes(read.bytes) === digest;
};

function countRuns(
  { id, name, runs }: Evaluation,
  files: DossierFiles,
  byFolder: ReadonlyMap<string, readonly Source[]>,
): readonly LogCount[] {
  const read = (place: string) => {
    const found = files.read(place);
    return found.ok ? ok(found.bytes) : err(found.refusal);
  };
  const seen = new Map<string, string>();
  const contents = new Map<string, string>();
  return runs.map(({ id: run, log, digest }) => {
    const count = (): Tallied => {
      const bytes = read(log);
      if (!bytes.ok) return bytes;
      if (digestOfBytes(bytes.value) !== digest) return err("it is not the file whose digest the dossier names");
      const other = seen.get(digest);
      if (other !== undefined) return err(`it is the log of ${other} once more`);
      const own = { place: log, bytes: bytes.value, besides: filesBeside(log, byFolder, read) };
      const tallied = tallyLog(own, name, LOG_PORTS);
      if (!tallied.ok) return tallied;
      const content = contentOf(own, name, LOG_PORTS);
      const same = contents.get(content);
      contents.set(content, same ?? run);
      return same === undefined ? tallied : err(`it says what the log of ${same} says: one run is counted once`);
    };
    const tallied = count();
    if (!seen.has(digest)) seen.set(digest, run);
    return tallied.ok
      ? { evaluation: id, run, log, counted: tallied.value, why: null }
      : { evaluation: id, run, log, counted: null, why: tallied.error };
  });
}

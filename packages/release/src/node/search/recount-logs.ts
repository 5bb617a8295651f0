import { digestOfBytes } from "@plimsoll/foundation/node";
import type { Dossier } from "../../dossier/dossier.ts";
import type { Evaluation } from "../../dossier/evaluation.ts";
import type { Source } from "../../dossier/source.ts";
import { recount } from "../../evaluation-log/recount.ts";
import type { RunLog } from "../../evaluation-log/run-log.ts";
import { type Recount, recountShape } from "../../examination/examination.ts";
import { EXAMINATION_VERSION, type ReadPlace } from "./examination-means.ts";
import { LOG_PORTS } from "./intake-ports.ts";
import type { KeptValues } from "./kept-values.ts";

/**
 * Counts every evaluation again. The bytes of each log are hashed in every run; what they say is worked out once for the same bytes,
 * names and files beside.
 *
 * @param whole sources whose bytes are as the dossier says
 */
export function recountLogs(
  { evaluations }: Dossier,
  whole: readonly Source[],
  read: ReadPlace,
  kept: KeptValues,
): readonly Recount[] {
  const besides = Map.groupBy(whole, ({ file }) => folderOf(file));
  return evaluations.map((evaluation) => {
    const logs = new Map(evaluation.runs.map((run) => [run.log, wholeLog(run, read)]));
    const logOf = (run: Evaluation["runs"][number]): RunLog | null => {
      const bytes = logs.get(run.log) ?? null;
      return bytes === null ? null : { place: run.log, bytes, besides: filesBeside(run.log, besides, read) };
    };
    const key = keyOf(evaluation, logs, besides);
    return kept.get(key, recountShape, () => recount(evaluation, logOf, LOG_PORTS));
  });
}

function wholeLog({ log, digest }: Evaluation["runs"][number], read: ReadPlace): Uint8Array | null {
  const bytes = read(log);
  return bytes.ok && digestOfBytes(bytes.value) === digest ? bytes.value : null;
}

export const folderOf = (place: string): string => place.slice(0, place.lastIndexOf("/") + 1);

type ByFolder = ReadonlyMap<string, readonly Source[]>;

const samplesBeside = (place: string, besides: ByFolder): readonly Source[] =>
  (besides.get(folderOf(place)) ?? []).filter(({ file }) => file !== place && file.endsWith(".jsonl"));

/** What a tool may have written beside a log. */
export const filesBeside = (place: string, besides: ByFolder, read: ReadPlace): RunLog["besides"] =>
  samplesBeside(place, besides).flatMap(({ file }) => {
    const bytes = read(file);
    return bytes.ok ? [{ place: file, bytes: bytes.value }] : [];
  });

function keyOf(
  { id, name, runs }: Evaluation,
  logs: ReadonlyMap<string, Uint8Array | null>,
  besides: ByFolder,
): string {
  const read = runs.map((run) => [run.id, run.log, run.digest, logs.get(run.log) !== null]);
  const beside = runs.flatMap(({ log }) => samplesBeside(log, besides).map(({ file, digest }) => [file, digest]));
  return digestOfBytes(JSON.stringify([`recount ${EXAMINATION_VERSION}`, id, name, read, beside]));
}

import { type Digest, err } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { Dossier } from "../../dossier/dossier.ts";
import type { Evaluation } from "../../dossier/evaluation.ts";
import type { Source } from "../../dossier/source.ts";
import { recount } from "../../evaluation-log/recount.ts";
import type { RunLog } from "../../evaluation-log/run-log.ts";
import { type Recount, recountShape } from "../../examination/examination.ts";
import { STRUCTURE_LIMITS } from "../../intake/limits.ts";
import { EXAMINATION_VERSION, type ReadPlace } from "./examination-means.ts";
import { LOG_PORTS } from "./intake-ports.ts";
import type { KeptValues } from "./kept-values.ts";

/** Of logs and of files beside them, each time that one is read: eight times what all sources may have together. */
const READ_BYTES_MAX = 8 * STRUCTURE_LIMITS.totalBytesMax;

/**
 * Counts every evaluation again. The bytes of each log are hashed in every run; what they say is worked out once for the same bytes,
 * names and files beside. One log is held at a time. Where more would be read than is bearable, since ten thousand evaluations may name
 * the same log, the runs that are left are unread.
 *
 * @param whole sources whose bytes are as the dossier says
 */
export function recountLogs(
  { evaluations }: Dossier,
  whole: readonly Source[],
  read: ReadPlace,
  kept: KeptValues,
  bytesMax: number = READ_BYTES_MAX,
): readonly Recount[] {
  const besides = Map.groupBy(whole, ({ file }) => folderOf(file));
  const reading = new LogReading(read, bytesMax);
  const logOf = (run: Run): RunLog | null => {
    const bytes = reading.whole(run);
    return bytes === null ? null : { place: run.log, bytes, besides: filesBeside(run.log, besides, reading.read) };
  };
  return evaluations.map((evaluation) => {
    const key = keyOf(evaluation, reading, besides);
    const before = kept.peek(key, recountShape);
    const counted = before ?? recount(evaluation, logOf, LOG_PORTS);
    // What was not read for want of room is no answer for another time.
    return reading.isSpent && before === null ? counted : kept.get(key, recountShape, () => counted);
  });
}

type Run = Evaluation["runs"][number];

/** Reads no more than so many bytes, and looks once at what lies at a place. */
class LogReading {
  readonly #read: ReadPlace;
  readonly #digests = new Map<string, Digest | null>();
  #left: number;

  constructor(read: ReadPlace, bytesMax: number) {
    this.#read = read;
    this.#left = bytesMax;
  }

  get isSpent(): boolean {
    return this.#left < 0;
  }

  readonly read: ReadPlace = (place) => {
    const found = this.isSpent ? SPENT : this.#read(place);
    if (found.ok) this.#left -= found.value.length;
    return this.isSpent ? SPENT : found;
  };

  /** Of each run for itself: another one that names the same file may name it rightly. */
  isWhole({ log, digest }: Run): boolean {
    const known = this.#digests.get(log);
    if (known !== undefined) return known === digest;
    const bytes = this.read(log);
    const found = bytes.ok ? digestOfBytes(bytes.value) : null;
    this.#digests.set(log, found);
    return found === digest;
  }

  /** Null unless it is the log that the run names, when it is read for its rows as well. */
  whole(run: Run): Uint8Array | null {
    const bytes = this.isWhole(run) ? this.read(run.log) : SPENT;
    return bytes.ok && digestOfBytes(bytes.value) === run.digest ? bytes.value : null;
  }
}

const SPENT = err("more than may be read of one dossier");

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

function keyOf({ id, name, runs }: Evaluation, reading: LogReading, besides: ByFolder): string {
  const read = runs.map((run) => [run.id, run.log, run.digest, reading.isWhole(run)]);
  const beside = runs.flatMap(({ log }) => samplesBeside(log, besides).map(({ file, digest }) => [file, digest]));
  return digestOfBytes(JSON.stringify([`recount ${EXAMINATION_VERSION}`, id, name, read, beside]));
}

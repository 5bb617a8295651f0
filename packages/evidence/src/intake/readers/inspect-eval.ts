import { ok } from "@plimsoll/foundation";
import { parseNanJson } from "../json/nan-json.ts";
import { at, isList, isObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import type { Reader } from "../reader.ts";
import { type Intaken, refuse } from "../refusal.ts";
import { requireFile, unknownFormat } from "../require.ts";
import { openZip, type ZipArchive } from "../zip/zip-archive.ts";
import { readInspectLog } from "./inspect-log.ts";
import { type InspectSample, trialName } from "./inspect-sample.ts";

/**
 * Inspect's `.eval` log: a ZIP of JSON entries. A sample is one entry (monolith) or a folder of them (chunked, Inspect
 * `design/large-samples.md`); one log may hold both. Without `header.json` the run was never finished.
 */
export const readInspectEval: Reader = (files, mapping, ports) => {
  const bytes = requireFile(files, "result");
  if (!bytes.ok) return bytes;
  const archive = openZip(bytes.value, ports);
  if (!archive.ok) return archive;
  if (!archive.value.names.includes("header.json"))
    return refuse("INTAKE_NOT_FINISHED", "header.json", "nothing", "hand in a log whose run has ended");
  return readArchive(archive.value, mapping);
};

function readArchive(archive: ZipArchive, mapping: Parameters<Reader>[1]): ReturnType<Reader> {
  const header = readObject(archive, "header.json");
  if (!header.ok) return header;
  const summaries = readList(archive, "summaries.json");
  if (!summaries.ok) return summaries;
  const samples = readSamples(archive, summaries.value);
  if (!samples.ok) return samples;
  if (samples.value.length === summaries.value.length) return readInspectLog(header.value, samples.value, mapping);
  return refuse(
    "INTAKE_COUNTS_DISAGREE",
    `${samples.value.length} summaries`,
    `${summaries.value.length}`,
    "hand in the log as the tool wrote it",
  );
}

const MONOLITH = /^samples\/[^/]+\.json$/;
const CHUNK = /^(samples\/[^/]+)\/events\/\d+\.json$/;
const SHELL = /^(samples\/[^/]+)\/sample\.json$/;

function readSamples(archive: ZipArchive, summaries: readonly JsonValue[]): Intaken<readonly InspectSample[]> {
  const known = new Map(summaries.filter(isObject).map((summary) => [trialName(summary), summary]));
  const chunks = Map.groupBy(archive.names, (name) => CHUNK.exec(name)?.[1] ?? "");
  const samples: InspectSample[] = [];
  for (const name of archive.names) {
    const read = MONOLITH.test(name) ? readMonolith(archive, name) : readChunked(archive, name, chunks);
    if (!read.ok) return read;
    if (read.value === null) continue;
    const summary = known.get(trialName(read.value.sample));
    if (summary === undefined)
      return refuse("INTAKE_COUNTS_DISAGREE", `a summary of ${name}`, "nothing", "hand in the whole log");
    samples.push({ ...read.value, summary });
  }
  return ok(samples);
}

/** The names of the chunks of events, by their sample's folder. */
type Chunks = ReadonlyMap<string, readonly string[]>;

type Bare = Pick<InspectSample, "sample" | "events">;

function readMonolith(archive: ZipArchive, name: string): Intaken<Bare> {
  const sample = readObject(archive, name);
  if (!sample.ok) return sample;
  const { events } = sample.value;
  return isList(events) ? ok({ sample: sample.value, events }) : unknownFormat("a sample with events", events);
}

/** Null for an entry that begins no sample. */
function readChunked(archive: ZipArchive, name: string, chunks: Chunks): Intaken<Bare | null> {
  const folder = SHELL.exec(name)?.[1];
  if (folder === undefined) return ok(null);
  const sample = readObject(archive, name);
  if (!sample.ok) return sample;
  const skeleton = readObject(archive, `${folder}/skeleton.json`);
  if (!skeleton.ok) return skeleton;
  const events = readChunks(archive, chunks.get(folder) ?? []);
  if (!events.ok) return events;
  const planned = at(skeleton.value, "counts", "events");
  return planned === events.value.length
    ? ok({ sample: sample.value, events: events.value })
    : unknownFormat("every event", planned);
}

function readChunks(archive: ZipArchive, names: readonly string[]): Intaken<readonly JsonValue[]> {
  const items: JsonValue[] = [];
  for (const name of names) {
    const chunk = readList(archive, name);
    if (!chunk.ok) return chunk;
    for (const item of chunk.value) items.push(item);
  }
  return ok(items);
}

function readObject(archive: ZipArchive, name: string): Intaken<JsonObject> {
  const json = readJson(archive, name);
  if (!json.ok) return json;
  return isObject(json.value) ? ok(json.value) : unknownFormat(`an object in ${name}`, json.value);
}

function readList(archive: ZipArchive, name: string): Intaken<readonly JsonValue[]> {
  const json = readJson(archive, name);
  if (!json.ok) return json;
  return isList(json.value) ? ok(json.value) : unknownFormat(`a list in ${name}`, json.value);
}

function readJson(archive: ZipArchive, name: string): Intaken<JsonValue> {
  const bytes = archive.read(name);
  return bytes.ok ? parseNanJson(bytes.value) : bytes;
}

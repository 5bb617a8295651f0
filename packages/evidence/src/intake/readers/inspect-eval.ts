import { ok } from "@plimsoll/foundation";
import { itemCheck } from "../item-digest.ts";
import { at, isList, isObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { scanJson } from "../json/scan-json.ts";
import { items, members, type Selection } from "../json/selection.ts";
import { onePiece } from "../json/text-window.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Reader } from "../reader.ts";
import { type Intaken, refuse } from "../refusal.ts";
import { requireAll, requireFile, unknownFormat } from "../require.ts";
import { openZip, type ZipArchive } from "../zip/zip-archive.ts";
import { HEADER_MEMBERS, headerDemands, observeLog } from "./inspect-log.ts";
import {
  EventGathering,
  type EventFacts,
  eventSelection,
  recordOf,
  type SampleRecord,
  sampleSelection,
  summarySelection,
  trialName,
} from "./inspect-sample.ts";

/**
 * Inspect's `.eval` log: a ZIP of JSON entries. A sample is one entry (monolith) or a folder of them (chunked, Inspect
 * `design/large-samples.md`); one log may hold both. Without `header.json` the run was never finished.
 *
 * One entry is unpacked at a time, in the order of the archive, and let go before the next.
 */
export const readInspectEval: Reader = (files, mapping, ports, observe) => {
  const file = requireFile(files, "result");
  if (!file.ok) return file;
  const archive = openZip(file.value, ports);
  if (!archive.ok) return archive;
  if (!archive.value.names.includes("header.json"))
    return refuse("INTAKE_NOT_FINISHED", "header.json", "nothing", "hand in a log whose run has ended");
  const header = readObject(archive.value, "header.json", members(HEADER_MEMBERS));
  if (!header.ok) return header;
  const fit = requireAll(headerDemands(header.value, mapping));
  if (!fit.ok) return fit;
  const samples = readSamples(archive.value, mapping);
  return samples.ok ? observeLog(header.value, samples.value, mapping, observe) : samples;
};

const MONOLITH = /^samples\/[^/]+\.json$/;
const CHUNK = /^(samples\/[^/]+)\/events\/\d+\.json$/;
const SHELL = /^(samples\/[^/]+)\/sample\.json$/;

function readSamples(archive: ZipArchive, mapping: IntakeMapping): Intaken<readonly SampleRecord[]> {
  const summaries = readSummaries(archive);
  if (!summaries.ok) return summaries;
  const item = itemCheck(mapping);
  const reading: Reading = {
    archive,
    chunks: Map.groupBy(archive.names, (name) => CHUNK.exec(name)?.[1] ?? ""),
    events: new EventGathering(mapping),
    shell: sampleSelection(item, null),
  };
  const monolith = sampleSelection(item, items(eventSelection, reading.events.visit));
  const samples: SampleRecord[] = [];
  for (const name of archive.names) {
    const read = readSample(reading, name, monolith);
    if (!read.ok) return read;
    if (read.value === null) continue;
    const summary = summaries.value.byTrial.get(trialName(read.value.sample));
    if (summary === undefined)
      return refuse("INTAKE_COUNTS_DISAGREE", `a summary of ${name}`, "nothing", "hand in the whole log");
    samples.push(recordOf(mapping, item, { ...read.value, summary }));
  }
  return samples.length === summaries.value.count ? ok(samples) : otherCount(samples.length, summaries.value.count);
}

const otherCount = (samples: number, summaries: number): Intaken<never> =>
  refuse("INTAKE_COUNTS_DISAGREE", `${samples} summaries`, `${summaries}`, "hand in the log as the tool wrote it");

interface Reading {
  readonly archive: ZipArchive;
  /** The names of the chunks of events, by their sample's folder. */
  readonly chunks: ReadonlyMap<string, readonly string[]>;
  /** Of the sample that is being read. */
  readonly events: EventGathering;
  readonly shell: Selection;
}

interface Summaries {
  readonly count: number;
  readonly byTrial: ReadonlyMap<string, JsonObject>;
}

function readSummaries(archive: ZipArchive): Intaken<Summaries> {
  const byTrial = new Map<string, JsonObject>();
  let count = 0;
  const read = readList(archive, "summaries.json", summarySelection, (summary) => {
    count += 1;
    if (isObject(summary)) byTrial.set(trialName(summary), summary);
  });
  return read.ok ? ok({ count, byTrial }) : read;
}

interface Bare {
  readonly sample: JsonObject;
  readonly events: EventFacts;
}

/** Null for an entry that begins no sample. */
function readSample(reading: Reading, name: string, monolith: Selection): Intaken<Bare | null> {
  if (MONOLITH.test(name)) return readMonolith(reading, name, monolith);
  const folder = SHELL.exec(name)?.[1];
  if (folder !== undefined) return readChunked(reading, name, folder);
  const checked = reading.archive.check(name);
  return checked.ok ? ok(null) : checked;
}

function readMonolith({ archive, events }: Reading, name: string, selection: Selection): Intaken<Bare> {
  const sample = readObject(archive, name, selection);
  if (!sample.ok) return sample;
  return isList(sample.value["events"])
    ? ok({ sample: sample.value, events: events.taken() })
    : unknownFormat("a sample with events", sample.value["events"]);
}

function readChunked({ archive, chunks, events, shell }: Reading, name: string, folder: string): Intaken<Bare> {
  const sample = readObject(archive, name, shell);
  if (!sample.ok) return sample;
  const skeleton = readObject(archive, `${folder}/skeleton.json`, SKELETON);
  if (!skeleton.ok) return skeleton;
  for (const chunk of chunks.get(folder) ?? []) {
    const read = readList(archive, chunk, eventSelection, events.visit);
    if (!read.ok) return read;
  }
  const facts = events.taken();
  const planned = at(skeleton.value, "counts", "events");
  return planned === facts.count ? ok({ sample: sample.value, events: facts }) : unknownFormat("every event", planned);
}

const SKELETON = members({ counts: members({ events: "whole" }) });

function readObject(archive: ZipArchive, name: string, selection: Selection): Intaken<JsonObject> {
  const json = readJson(archive, name, selection);
  if (!json.ok) return json;
  return isObject(json.value) ? ok(json.value) : unknownFormat(`an object in ${name}`, json.value);
}

function readList(archive: ZipArchive, name: string, each: Selection, visit: (item: JsonValue) => void): Intaken<null> {
  const json = readJson(archive, name, items(each, visit));
  if (!json.ok) return json;
  return isList(json.value) ? ok(null) : unknownFormat(`a list in ${name}`, json.value);
}

function readJson(archive: ZipArchive, name: string, selection: Selection): Intaken<JsonValue> {
  const bytes = archive.read(name);
  return bytes.ok ? scanJson(onePiece(bytes.value), selection) : bytes;
}

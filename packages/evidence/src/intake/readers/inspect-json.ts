import { itemCheck } from "../item-digest.ts";
import { at, isList, isObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { scanJson } from "../json/scan-json.ts";
import { items, members } from "../json/selection.ts";
import type { Reader } from "../reader.ts";
import { requireFile, unknownFormat } from "../require.ts";
import { piecesOf } from "../sealed-source.ts";
import { HEADER_MEMBERS, observeLog } from "./inspect-log.ts";
import {
  type EventFacts,
  EventGathering,
  eventSelection,
  recordOf,
  type SampleRecord,
  sampleSelection,
} from "./inspect-sample.ts";

/** Inspect's `.json` log, version 2: one object, samples inside, read one by one. */
export const readInspectJson: Reader = (files, mapping, _ports, observe) => {
  const file = requireFile(files, "result");
  if (!file.ok) return file;
  const item = itemCheck(mapping);
  const samples: (SampleRecord | null)[] = [];
  const events = new EventGathering(mapping);
  const eachSample = items(sampleSelection(item, items(eventSelection, events.visit)), (sample) => {
    const inspect = inspectSample(sample, events.taken());
    samples.push(inspect === null ? null : recordOf(mapping, item, inspect));
  });
  const log = scanJson(piecesOf(file.value), members({ ...HEADER_MEMBERS, samples: eachSample }));
  if (!log.ok) return log;
  if (!isObject(log.value)) return unknownFormat("an object", log.value);
  if (!isList(log.value["samples"])) return unknownFormat("a log with its samples", log.value["samples"]);
  const whole = samples.filter((sample) => sample !== null);
  return whole.length === samples.length
    ? observeLog(log.value, whole, mapping, observe)
    : unknownFormat("samples with events", null);
};

const inspectSample = (
  sample: JsonValue,
  events: EventFacts,
): { sample: JsonObject; events: EventFacts; summary: null } | null =>
  isObject(sample) && isList(at(sample, "events")) ? { sample, events, summary: null } : null;

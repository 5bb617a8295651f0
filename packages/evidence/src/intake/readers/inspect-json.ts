import { at, isList, isObject, type JsonValue } from "../json/json-value.ts";
import type { Reader } from "../reader.ts";
import { requireObject, unknownFormat } from "../require.ts";
import { readInspectLog } from "./inspect-log.ts";
import type { InspectSample } from "./inspect-sample.ts";

/** Inspect's `.json` log, version 2: one object, samples inside. */
export const readInspectJson: Reader = (files, mapping) => {
  const log = requireObject(files, "result");
  if (!log.ok) return log;
  const { samples } = log.value;
  if (!isList(samples)) return unknownFormat("a log with its samples", samples);
  const read = samples.map(inspectSample);
  const whole = read.filter((sample) => sample !== null);
  return whole.length === read.length
    ? readInspectLog(log.value, whole, mapping)
    : unknownFormat("samples with events", samples);
};

function inspectSample(sample: JsonValue): InspectSample | null {
  const events = at(sample, "events");
  return isObject(sample) && isList(events) ? { sample, events, summary: null } : null;
}

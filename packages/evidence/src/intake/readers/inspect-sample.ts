import { at, isList, isNothing, isObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Defect, Observation } from "../observation.ts";

/** The facts of one sample of an Inspect log, gathered from every place of the log that speaks of it. */
export interface InspectSample {
  /** The sample as it stands in `samples`, with or without its events. */
  readonly sample: JsonObject;
  readonly events: readonly JsonValue[];
  /** Its line in `summaries.json`; a `.json` log has none. */
  readonly summary: JsonObject | null;
}

/**
 * One trial of an Inspect log; its name is `<id>/<epoch>`, its item the sample's input and target.
 *
 * A log says most things twice, in the sample and in its events or summary. All of them are asked, and the worst answer counts: who
 * wants to hide a failure has to change it in every place.
 */
export function inspectObservation(
  mapping: IntakeMapping,
  scorers: readonly string[],
  inspect: InspectSample,
): Observation {
  const { sample } = inspect;
  return {
    trial: trialName(sample),
    values: valuesOf(mapping, inspect),
    defect: defectOf(mapping, scorers, inspect),
    item: [sample["input"] ?? null, sample["target"] ?? null],
  };
}

export const trialName = (sample: JsonValue): string =>
  `${namePart(at(sample, "id"))}/${namePart(at(sample, "epoch"))}`;

const namePart = (value: JsonValue | undefined): string =>
  typeof value === "string" || typeof value === "number" ? `${value}` : "?";

function defectOf(mapping: IntakeMapping, scorers: readonly string[], inspect: InspectSample): Defect | null {
  const said = [inspect.sample, ...(inspect.summary === null ? [] : [inspect.summary])];
  const says = (field: string): boolean => said.some((record) => !isNothing(record[field]));
  const happened = (event: string): boolean => inspect.events.some((record) => at(record, "event") === event);
  if (says("invalidation")) return "invalidated";
  if (says("error") || says("error_retries") || happened("error")) return "errored";
  if (inspect.summary !== null && inspect.summary["completed"] !== true) return "errored";
  if (says("limit") || happened("sample_limit")) return "limited";
  if (stopReasons(inspect.sample).includes("content_filter")) return "refused";
  if (stopReasons(inspect.sample).some((reason) => reason !== "stop" && reason !== "tool_calls")) return "limited";
  if (
    historyOf(mapping, inspect.sample)
      .slice(1)
      .some((edit) => isNothing(at(edit, "provenance")))
  )
    return "edited";
  return scorers.every((scorer) => said.every((record) => at(record, "scores", scorer) !== undefined))
    ? null
    : "unscored";
}

/** With any other reason than "stop" and "tool_calls" the answer is not the model's whole answer. */
function stopReasons(sample: JsonObject): readonly (JsonValue | undefined)[] {
  const choices = at(sample, "output", "choices");
  return isList(choices) ? choices.map((choice) => at(choice, "stop_reason")) : [undefined];
}

function historyOf(mapping: IntakeMapping, sample: JsonObject): readonly JsonValue[] {
  const history = at(sample, "scores", mapping.scorer, "history");
  return isList(history) ? history : [];
}

function valuesOf(mapping: IntakeMapping, { sample, events, summary }: InspectSample): readonly JsonValue[] {
  const scored = at(sample, "scores", mapping.scorer);
  if (scored === undefined) return [];
  const history = historyOf(mapping, sample).filter((edit) => at(edit, "value") !== "UNCHANGED");
  const summarised = summary === null ? [] : [at(summary, "scores", mapping.scorer)];
  const scores = [scored, ...history, ...summarised, ...eventScores(mapping, events)];
  return scores.map((score) => judgedValue(mapping, score));
}

const eventScores = (mapping: IntakeMapping, events: readonly JsonValue[]): readonly (JsonValue | undefined)[] =>
  events
    .filter((record) => at(record, "event") === "score" && at(record, "intermediate") !== true)
    .filter((record) => at(record, "scorer") === mapping.scorer)
    .map((record) => at(record, "score"));

/** Null, which no mapping can judge, where the score has no such value. */
function judgedValue({ scorerField }: IntakeMapping, score: JsonValue | undefined): JsonValue {
  const value = at(score, "value");
  const judged = scorerField === null ? value : at(value, scorerField);
  return judged === undefined || isObject(judged) ? null : judged;
}

import type { Digest } from "@plimsoll/foundation";
import type { ItemCheck } from "../item-digest.ts";
import { at, isList, isNothing, isObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { items, members, type Members } from "../json/selection.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Defect } from "../observation.ts";

/** What the events of one sample say, gathered one by one: a sample may have more of them than fit into memory. */
export interface EventFacts {
  count: number;
  errored: boolean;
  limited: boolean;
  /** Every value that the mapping's scorer gave in them. */
  readonly values: JsonValue[];
}

const noEvents = (): EventFacts => ({ count: 0, errored: false, limited: false, values: [] });

/** The events of the sample that is being read. */
export class EventGathering {
  readonly #mapping: IntakeMapping;
  #facts = noEvents();

  constructor(mapping: IntakeMapping) {
    this.#mapping = mapping;
  }

  readonly visit = (event: JsonValue): void => addEvent(this.#facts, this.#mapping, event);

  /** What they say; the next event is another sample's. */
  taken(): EventFacts {
    const facts = this.#facts;
    this.#facts = noEvents();
    return facts;
  }
}

/** The facts of one sample of an Inspect log, gathered from every place of the log that speaks of it. */
export interface InspectSample {
  /** The sample as it stands in `samples`, as far as it is looked at. */
  readonly sample: JsonObject;
  readonly events: EventFacts;
  /** Its line in `summaries.json`; a `.json` log has none. */
  readonly summary: JsonObject | null;
}

/** What is kept of a sample until its log has been read. */
export interface SampleRecord {
  /** `<id>/<epoch>`. */
  readonly trial: string;
  readonly values: readonly JsonValue[];
  readonly defect: Defect | null;
  readonly itemDigest: Digest | null;
  /** The scorers that scored it, by every record that speaks of it. */
  readonly scorers: readonly string[];
  readonly isCompleted: boolean;
  readonly hasFallback: boolean;
  /** It has all that Inspect writes. */
  readonly isWhole: boolean;
}

/** What every sample has had since version 2; one that lacks any of it was not written by Inspect. */
export const SAMPLE_FIELDS = ["id", "epoch", "input", "target", "output", "scores", "store", "model_usage", "uuid"];

const MARKS = {
  invalidation: "whole",
  error: "whole",
  error_retries: "whole",
  limit: "whole",
  model_fallbacks: "whole",
} as const;
const NAME = { id: "whole", epoch: "whole" } as const;

/** What is looked at in a sample; the events go to `facts`. */
export const sampleSelection = (item: ItemCheck, events: Members["others"]): Members =>
  members({
    ...NAME,
    ...MARKS,
    input: item.selection,
    target: item.selection,
    output: members({ choices: items(members({ stop_reason: "whole" })) }),
    scores: members({}, members({ value: "whole", history: items(members({ value: "whole", provenance: "whole" })) })),
    store: "presence",
    model_usage: "presence",
    uuid: "presence",
    ...(events !== null && { events }),
  });

export const summarySelection: Members = members({
  ...NAME,
  ...MARKS,
  completed: "whole",
  scores: members({}, members({ value: "whole" })),
});

export const eventSelection: Members = members({
  event: "whole",
  intermediate: "whole",
  scorer: "whole",
  score: members({ value: "whole" }),
});

function addEvent(facts: EventFacts, mapping: IntakeMapping, event: JsonValue): void {
  const kind = at(event, "event");
  facts.count += 1;
  if (kind === "error") facts.errored = true;
  if (kind === "sample_limit") facts.limited = true;
  const isScore = kind === "score" && at(event, "intermediate") !== true && at(event, "scorer") === mapping.scorer;
  if (isScore) facts.values.push(judgedValue(mapping, at(event, "score")));
}

/**
 * One trial of an Inspect log; its item is the sample's input and target.
 *
 * A log says most things twice, in the sample and in its events or summary. All of them are asked, and the worst answer counts: who
 * wants to hide a failure has to change it in every place.
 */
export function recordOf(mapping: IntakeMapping, item: ItemCheck, inspect: InspectSample): SampleRecord {
  const { sample } = inspect;
  const said = recordsOf(inspect);
  return {
    trial: trialName(sample),
    values: valuesOf(mapping, inspect),
    defect: defectOf(mapping, inspect),
    itemDigest: item.digest([sample["input"] ?? null, sample["target"] ?? null]),
    scorers: scorersOf(sample).filter((name) => said.every((record) => at(record, "scores", name) !== undefined)),
    isCompleted: isNothing(sample["error"]),
    hasFallback: said.some((record) => !isNothing(record["model_fallbacks"])),
    isWhole: SAMPLE_FIELDS.every((field) => sample[field] !== undefined),
  };
}

export const trialName = (sample: JsonValue): string =>
  `${namePart(at(sample, "id"))}/${namePart(at(sample, "epoch"))}`;

const namePart = (value: JsonValue | undefined): string =>
  typeof value === "string" || typeof value === "number" ? `${value}` : "?";

const recordsOf = ({ sample, summary }: InspectSample): readonly JsonObject[] =>
  summary === null ? [sample] : [sample, summary];

const scorersOf = (sample: JsonObject): readonly string[] =>
  isObject(sample["scores"]) ? Object.keys(sample["scores"]) : [];

function defectOf(mapping: IntakeMapping, inspect: InspectSample): Defect | null {
  const { sample, summary, events } = inspect;
  const says = (field: string): boolean => recordsOf(inspect).some((record) => !isNothing(record[field]));
  if (says("invalidation")) return "invalidated";
  if (says("error") || says("error_retries") || events.errored) return "errored";
  if (summary !== null && summary["completed"] !== true) return "errored";
  if (says("limit") || events.limited) return "limited";
  if (stopReasons(sample).includes("content_filter")) return "refused";
  if (stopReasons(sample).some((reason) => reason !== "stop" && reason !== "tool_calls")) return "limited";
  const edits = historyOf(mapping, sample).slice(1);
  return edits.some((edit) => isNothing(at(edit, "provenance"))) ? "edited" : null;
}

/** With any other reason than "stop" and "tool_calls", or none, the answer is not the model's whole answer. */
function stopReasons(sample: JsonObject): readonly (JsonValue | undefined)[] {
  const choices = at(sample, "output", "choices");
  return isList(choices) && choices.length > 0 ? choices.map((choice) => at(choice, "stop_reason")) : [undefined];
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
  const scores = [scored, ...history, ...summarised];
  return [...scores.map((score) => judgedValue(mapping, score)), ...events.values];
}

/** Null, which no mapping can judge, where the score has no such value, or one that is a list, an object or a long text. */
function judgedValue({ scorerField }: IntakeMapping, score: JsonValue | undefined): JsonValue {
  const value = at(score, "value");
  const judged = scorerField === null ? value : at(value, scorerField);
  const isPlain = typeof judged === "string" ? judged.length <= TEXT_LENGTH_MAX : typeof judged !== "object";
  return judged === undefined || !isPlain ? null : judged;
}

/** Twice the characters of a value that a mapping may name: some take two places in a text. */
const TEXT_LENGTH_MAX = 1_024;

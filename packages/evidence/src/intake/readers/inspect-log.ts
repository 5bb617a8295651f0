import { ok } from "@plimsoll/foundation";
import { at, isList, isNothing, isObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { items, members, type Selection } from "../json/selection.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Observation } from "../observation.ts";
import { type Intaken, refuse } from "../refusal.ts";
import { counted, type Demand, ifNamed, requireAll, unknownFormat } from "../require.ts";
import { SAMPLE_FIELDS, type SampleRecord } from "./inspect-sample.ts";

/** What is looked at in a log's header, which in a `.json` log is the log itself. */
export const HEADER_MEMBERS: Readonly<Record<string, Selection>> = {
  version: "whole",
  status: "whole",
  invalidated: "whole",
  log_updates: "whole",
  config_updates: "whole",
  eval: members({
    task: "whole",
    model: "whole",
    dataset: members({ name: "whole" }),
    config: members({ epochs: "whole" }),
    revision: members({ dirty: "whole" }),
  }),
  results: members({
    total_samples: "whole",
    completed_samples: "whole",
    scores: items(members({ scorer: "whole", scored_samples: "whole", unscored_samples: "whole" })),
  }),
};

/**
 * What `.json` and `.eval` share (UKGovernmentBEIS/inspect_ai, `log/_log.py`, schema version 2): a header and samples. The
 * header's own results are never used; they must agree with the samples in number.
 */
export function observeLog(
  header: JsonObject,
  samples: readonly SampleRecord[],
  mapping: IntakeMapping,
  observe: (observation: Observation) => void,
): Intaken<null> {
  const fit = requireAll([...headerDemands(header, mapping), ...countDemands(header, samples, mapping)]);
  if (!fit.ok) return fit;
  if (["log_updates", "config_updates"].some((field) => !isNothing(header[field])))
    return refuse(
      "INTAKE_EDITED",
      "a log that nobody changed",
      "log_updates or config_updates",
      "hand in the log as it was written",
    );
  if (samples.some(({ hasFallback }) => hasFallback))
    return refuse(
      "INTAKE_MODEL_FALLBACK",
      "answers of one model",
      "model_fallbacks",
      "run the task on the model alone",
    );
  const faulty = samples.find(({ isWhole }) => !isWhole);
  if (faulty !== undefined) return unknownFormat(`samples with ${SAMPLE_FIELDS.join(", ")}`, faulty.trial);
  // A scorer whose line in the results is gone is named by the samples still.
  const scorers = [...new Set([...scorerNames(header), ...samples.flatMap((sample) => sample.scorers)])];
  for (const sample of samples) observe(observation(scorers, sample));
  return ok(null);
}

/** Every scorer of the log must have scored every sample: a sample that lost one has lost bytes. */
function observation(scorers: readonly string[], sample: SampleRecord): Observation {
  const { trial, values, itemDigest } = sample;
  const isScored = scorers.every((scorer) => sample.scorers.includes(scorer));
  return { trial, values, itemDigest, defect: sample.defect ?? (isScored ? null : "unscored") };
}

/** What a log must say of itself, before its samples are read. */
export function headerDemands(header: JsonObject, mapping: IntakeMapping): readonly Demand[] {
  const dirty = at(header, "eval", "revision", "dirty");
  const { subject, model, dataset, waivesDirtyRevision } = mapping;
  return [
    { code: "INTAKE_FORMAT_UNKNOWN", what: "log version", expected: 2, received: header["version"] },
    { code: "INTAKE_NOT_FINISHED", what: "status", expected: "success", received: header["status"] },
    { code: "INTAKE_INVALIDATED", what: "invalidated", expected: false, received: invalidatedIn(header) },
    { code: "INTAKE_SUBJECT_DIFFERS", what: "task", expected: subject, received: at(header, "eval", "task") },
    ...ifNamed({ code: "INTAKE_MODEL_DIFFERS", what: "model", expected: model, received: at(header, "eval", "model") }),
    ...ifNamed({
      code: "INTAKE_DATASET_DIFFERS",
      what: "data set",
      expected: dataset,
      received: at(header, "eval", "dataset", "name"),
    }),
    ...(waivesDirtyRevision
      ? []
      : [{ code: "INTAKE_REVISION_DIRTY" as const, what: "revision.dirty", expected: false, received: dirty }]),
  ];
}

/** Older writers of version 2 know no such field: to the tool its absence is false. */
const invalidatedIn = (header: JsonObject): JsonValue =>
  Object.hasOwn(header, "invalidated") ? (header["invalidated"] ?? null) : false;

function countDemands(
  header: JsonObject,
  samples: readonly SampleRecord[],
  { scorer }: IntakeMapping,
): readonly Demand[] {
  const completed = samples.filter(({ isCompleted }) => isCompleted).length;
  const scores = at(header, "results", "scores");
  const own = isList(scores) ? scores.find((score) => at(score, "scorer") === scorer) : undefined;
  const [total, done] = [at(header, "results", "total_samples"), at(header, "results", "completed_samples")];
  const epochs = at(header, "eval", "config", "epochs");
  const scored = sumOf(own);
  // Of several epochs the counts are of reduced samples, so that they say no number. They must be there all the same.
  const isHeld = !isUncounted(own) && (epochs === undefined || epochs === 1 || scored === null);
  return [
    counted("results.total_samples", samples.length, total),
    counted("results.completed_samples", completed, done),
    ...(isHeld ? [counted("scored and unscored samples", completed, scored)] : []),
  ];
}

/** Older writers count samples for the whole log alone. One of the two counts without the other is no log of theirs. */
const isUncounted = (score: JsonValue | undefined): boolean =>
  isObject(score) && isNothing(score["scored_samples"]) && isNothing(score["unscored_samples"]);

function sumOf(score: JsonValue | undefined): JsonValue {
  const [scored, unscored] = [at(score, "scored_samples"), at(score, "unscored_samples")];
  return typeof scored === "number" && typeof unscored === "number" ? scored + unscored : null;
}

function scorerNames(header: JsonObject): readonly string[] {
  const scores = at(header, "results", "scores");
  const names = isList(scores) ? scores.map((score) => at(score, "scorer")) : [];
  return names.filter((name) => typeof name === "string");
}

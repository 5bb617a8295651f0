import { ok } from "@plimsoll/foundation";
import { type ItemCheck, itemCheck } from "../item-digest.ts";
import { at, isList, isNothing, type JsonObject } from "../json/json-value.ts";
import { named } from "../json/selection.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Observation } from "../observation.ts";
import type { Reader } from "../reader.ts";
import { counted, type Demand, ifNamed, requireAll, requireFile, requireObject } from "../require.ts";
import { requireRows, type RowShape } from "./json-lines.ts";

/**
 * Every Eval Ever 0.3.0 (arXiv 2606.14516): `eval.schema.json` and its instance-level JSONL, whose SHA-256 the first one names. The
 * mapping's subject is an `evaluation_name`, its scorer an `evaluation_result_id`. A trial is a `sample_id`, its item the input.
 * The judged value is `evaluation.score`, or the field of `evaluation` that `scorerField` names.
 */
export const readEveryEvalEver: Reader = (files, mapping, _ports, observe) => {
  const item = itemCheck(mapping);
  const log = requireObject(files, "result", "whole");
  if (!log.ok) return log;
  const file = requireFile(files, "samples");
  if (!file.ok) return file;
  const rows = requireRows(files, "samples", { fields: FIELDS, read: readFields(item) });
  if (!rows.ok) return rows;
  const own = rows.value.filter((row) => isOwn(row, mapping));
  const fit = requireAll(
    demands(log.value, { rows: rows.value, own, checksum: file.value.digest.slice("sha256:".length) }, mapping),
  );
  if (!fit.ok) return fit;
  for (const row of own) observe(observation(row, mapping, item));
  return ok(null);
};

const FIELDS = [
  "schema_version",
  "evaluation_id",
  "model_id",
  "evaluation_name",
  "sample_id",
  "sample_hash",
  "input",
  "evaluation",
  "error",
];

const readFields = ({ selection }: ItemCheck): RowShape["read"] => ({
  ...named(["evaluation_id", "evaluation_name", "evaluation_result_id", "sample_id", "evaluation", "error"], "whole"),
  input: selection,
});

const isOwn = (row: JsonObject, { subject, scorer }: IntakeMapping): boolean =>
  row["evaluation_name"] === subject && row["evaluation_result_id"] === scorer;

interface Samples {
  readonly rows: readonly JsonObject[];
  readonly own: readonly JsonObject[];
  readonly checksum: string;
}

function demands(
  log: JsonObject,
  { rows, own, checksum }: Samples,
  { subject, scorer, model, dataset }: IntakeMapping,
): readonly Demand[] {
  const results = log["evaluation_results"];
  const result = isList(results) ? results.find((entry) => at(entry, "evaluation_result_id") === scorer) : undefined;
  const detailed = at(log, "detailed_evaluation_results");
  return [
    { code: "INTAKE_FORMAT_UNKNOWN", what: "schema version", expected: "0.3.0", received: log["schema_version"] },
    { code: "INTAKE_FORMAT_UNKNOWN", what: "hash", expected: "sha256", received: at(detailed, "hash_algorithm") },
    { code: "INTAKE_SUBJECT_DIFFERS", what: "evaluation", expected: subject, received: at(result, "evaluation_name") },
    ...ifNamed({ code: "INTAKE_MODEL_DIFFERS", what: "model", expected: model, received: at(log, "model_info", "id") }),
    ...ifNamed({
      code: "INTAKE_DATASET_DIFFERS",
      what: "data set",
      expected: dataset,
      received: at(result, "source_data", "dataset_name"),
    }),
    ...rows.map((row) => sameRun(log, row)),
    { code: "INTAKE_COUNTS_DISAGREE", what: "checksum", expected: checksum, received: at(detailed, "checksum") },
    counted("total_rows", rows.length, at(detailed, "total_rows")),
    counted("num_samples", own.length, at(result, "score_details", "uncertainty", "num_samples")),
  ];
}

const sameRun = (log: JsonObject, row: JsonObject): Demand => ({
  code: "INTAKE_SUBJECT_DIFFERS",
  what: "evaluation id",
  expected: log["evaluation_id"] ?? null,
  received: row["evaluation_id"],
});

function observation(row: JsonObject, { scorerField }: IntakeMapping, item: ItemCheck): Observation {
  const value = at(row, "evaluation", scorerField ?? "score");
  const trial = row["sample_id"];
  return {
    trial: typeof trial === "string" ? trial : "?",
    values: value === undefined || value === null ? [] : [value],
    defect: isNothing(row["error"]) ? null : "errored",
    itemDigest: item.digest(row["input"] ?? null),
  };
}

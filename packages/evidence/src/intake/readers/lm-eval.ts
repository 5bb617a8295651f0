import { ok } from "@plimsoll/foundation";
import { type ItemCheck, itemCheck } from "../item-digest.ts";
import { at, isObject, type JsonObject, type JsonValue, shown } from "../json/json-value.ts";
import { named } from "../json/selection.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Observation } from "../observation.ts";
import type { Reader } from "../reader.ts";
import { counted, type Demand, ifNamed, requireAll, requireObject } from "../require.ts";
import { requireRows, type RowShape } from "./json-lines.ts";

/**
 * EleutherAI's lm-evaluation-harness with `--log_samples`: `results_*.json` and `samples_<task>_*.jsonl`. The mapping's scorer is
 * `<metric>,<filter>`, as in the results; its data set is the task's hash. A trial is a `doc_id`, its item the document and target.
 */
export const readLmEval: Reader = (files, mapping, _ports, observe) => {
  const item = itemCheck(mapping);
  const results = requireObject(files, "result", "whole");
  if (!results.ok) return results;
  const rows = requireRows(files, "samples", { fields: FIELDS, read: readFields(mapping, item) });
  if (!rows.ok) return rows;
  const own = rows.value.filter((row) => row["filter"] === filterOf(mapping));
  const fit = requireAll(demands(results.value, own, mapping));
  if (!fit.ok) return fit;
  for (const row of own) observe(observation(row, mapping, item));
  return ok(null);
};

const FIELDS = ["doc_id", "doc", "target", "arguments", "resps", "filtered_resps", "filter", "metrics", "doc_hash"];

const readFields = (mapping: IntakeMapping, { selection }: ItemCheck): RowShape["read"] => ({
  ...named(["doc_id", "filter", metricOf(mapping)], "whole"),
  doc: selection,
  target: selection,
});

const filterOf = ({ scorer }: IntakeMapping): string => scorer.slice(scorer.lastIndexOf(",") + 1);
const metricOf = ({ scorer }: IntakeMapping): string => scorer.slice(0, Math.max(0, scorer.lastIndexOf(",")));

/** The mean is compared too: a metric that is a mean of whole numbers has one spelling, and another one was changed. */
function demands(results: JsonObject, own: readonly JsonObject[], mapping: IntakeMapping): readonly Demand[] {
  const { subject, scorer, model, dataset } = mapping;
  const scores = own.map((row) => row[metricOf(mapping)]).filter((score) => typeof score === "number");
  const mean = scores.reduce((sum, score) => sum + score, 0) / own.length;
  return [
    {
      code: "INTAKE_SUBJECT_DIFFERS",
      what: "task",
      expected: subject,
      received: taskIn(results, subject),
    },
    ...ifNamed({ code: "INTAKE_MODEL_DIFFERS", what: "model", expected: model, received: results["model_name"] }),
    ...ifNamed({
      code: "INTAKE_DATASET_DIFFERS",
      what: "task hash",
      expected: dataset,
      received: at(results, "task_hashes", subject),
    }),
    counted("n-samples", own.length, at(results, "n-samples", subject, "effective")),
    ...(own.length === 0 ? [] : [counted("mean", mean, at(results, "results", subject, scorer))]),
  ];
}

/** Older writers of 0.4 give a task an alias alone: then its key is its name. */
function taskIn(results: JsonObject, subject: string): JsonValue | undefined {
  const own = at(results, "results", subject);
  return isObject(own) && !Object.hasOwn(own, "name") ? subject : at(own, "name");
}

function observation(row: JsonObject, mapping: IntakeMapping, item: ItemCheck): Observation {
  const value = row[metricOf(mapping)];
  return {
    trial: shown(row["doc_id"]),
    values: value === undefined || value === null ? [] : [value],
    defect: null,
    itemDigest: item.digest([row["doc"] ?? null, row["target"] ?? null]),
  };
}

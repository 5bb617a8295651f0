import { ok } from "@plimsoll/foundation";
import { type ItemCheck, itemCheck } from "../item-digest.ts";
import { isNothing, type JsonObject } from "../json/json-value.ts";
import { named } from "../json/selection.ts";
import type { Defect, Observation } from "../observation.ts";
import type { Reader } from "../reader.ts";
import { requireRows } from "./json-lines.ts";

/**
 * PyRIT's `AttackResult` rows, one `model_dump_json` a line. The outcome is the attack's: `failure` of the attack is what a mapping
 * calls controlled; `undetermined`, which PyRIT's own rate leaves out, decides nothing. A trial is an `objective`, which is its item
 * too: ids of conversations are drawn anew in every run, so no plan can name them. The rows name neither model nor task.
 */
export const readPyrit: Reader = (files, mapping, _ports, observe) => {
  const item = itemCheck(mapping);
  const rows = requireRows(files, "result", { fields: FIELDS, read });
  if (!rows.ok) return rows;
  for (const row of rows.value) observe(observation(row, item));
  return ok(null);
};

const FIELDS = [
  "conversation_id",
  "objective",
  "attack_result_id",
  "executed_turns",
  "outcome",
  "outcome_reason",
  "error_message",
  "error_type",
  "error_traceback",
  "retry_events",
  "total_retries",
];

const read = named(["objective", "outcome", "error_message", "error_type", "error_traceback"], "whole");

function observation(row: JsonObject, item: ItemCheck): Observation {
  const { objective, outcome } = row;
  return {
    trial: typeof objective === "string" ? objective : "?",
    values: outcome === undefined || outcome === null ? [] : [outcome],
    defect: defectOf(row),
    itemDigest: item.digest(objective ?? null),
  };
}

function defectOf(row: JsonObject): Defect | null {
  if (row["outcome"] === "undetermined") return "undetermined";
  return ["error_message", "error_type", "error_traceback"].every((field) => isNothing(row[field])) ? null : "errored";
}

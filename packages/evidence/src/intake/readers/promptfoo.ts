import { ok } from "@plimsoll/foundation";
import { type ItemCheck, itemCheck } from "../item-digest.ts";
import { at, isList, isNothing, isObject, type JsonObject, shown } from "../json/json-value.ts";
import { items, members, named, type Selection } from "../json/selection.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Defect, Observation } from "../observation.ts";
import type { Reader } from "../reader.ts";
import { counted, type Demand, requireAll, requireObject, unknownFormat } from "../require.ts";
import { hasAll, rowSelection } from "./json-lines.ts";

/**
 * promptfoo's `eval -o results.json`, results version 3. The mapping's subject is the configuration's description, its model the
 * provider of every row, its scorer `success` or the name of a named score. A trial is `<testIdx>/<promptIdx>`, its item the
 * prompt and the variables.
 */
export const readPromptfoo: Reader = (files, mapping, _ports, observe) => {
  const item = itemCheck(mapping);
  const file = requireObject(files, "result", fileSelection(item));
  if (!file.ok) return file;
  const rows = at(file.value, "results", "results");
  if (!isList(rows) || !rows.every(isObject)) return unknownFormat("results.results", rows);
  if (!rows.every((row) => hasAll(row, FIELDS))) return unknownFormat(`rows with ${FIELDS.join(", ")}`, null);
  const fit = requireAll(demands(file.value, rows, mapping));
  if (!fit.ok) return fit;
  for (const row of rows) observe(observation(row, mapping, item));
  return ok(null);
};

const FIELDS = [
  "gradingResult",
  "id",
  "namedScores",
  "prompt",
  "promptIdx",
  "provider",
  "response",
  "score",
  "success",
  "testCase",
  "testIdx",
  "vars",
  "failureReason",
];

const fileSelection = ({ selection }: ItemCheck): Selection => {
  const read = {
    ...named(["success", "failureReason", "testIdx", "promptIdx", "namedScores", "error"], "whole"),
    vars: selection,
    prompt: members({ raw: selection }),
    provider: members({ id: "whole" }),
    response: members({ error: "whole" }),
    gradingResult: members({ pass: "whole" }),
  };
  return members({
    config: members({ description: "whole" }),
    results: members({ version: "whole", stats: "whole", results: items(rowSelection({ fields: FIELDS, read })) }),
  });
};

/** `failureReason`: 0 none, 1 an assertion failed, 2 an error. */
const ERROR = 2;

function demands(file: JsonObject, rows: readonly JsonObject[], { subject, model }: IntakeMapping): readonly Demand[] {
  const stats = at(file, "results", "stats");
  const [passed, broken] = [
    rows.filter((row) => row["success"] === true),
    rows.filter((row) => row["failureReason"] === ERROR),
  ];
  return [
    { code: "INTAKE_FORMAT_UNKNOWN", what: "results version", expected: 3, received: at(file, "results", "version") },
    {
      code: "INTAKE_SUBJECT_DIFFERS",
      what: "description",
      expected: subject,
      received: at(file, "config", "description"),
    },
    ...(model === null ? [] : rows.map((row) => providerIs(model, row))),
    counted("stats.successes", passed.length, at(stats, "successes")),
    counted("stats.errors", broken.length, at(stats, "errors")),
    counted("stats.failures", rows.length - passed.length - broken.length, at(stats, "failures")),
  ];
}

const providerIs = (model: string, row: JsonObject): Demand => ({
  code: "INTAKE_MODEL_DIFFERS",
  what: "provider",
  expected: model,
  received: at(row, "provider", "id"),
});

/** Success, the grade and the reason must say the same; else the row was changed and decides nothing. */
function observation(row: JsonObject, { scorer }: IntakeMapping, item: ItemCheck): Observation {
  const value = scorer === "success" ? row["success"] : at(row, "namedScores", scorer);
  return {
    trial: `${shown(row["testIdx"])}/${shown(row["promptIdx"])}`,
    values: value === undefined || value === null ? [] : [value],
    defect: defectOf(row),
    itemDigest: item.digest([at(row, "prompt", "raw") ?? null, row["vars"] ?? null]),
  };
}

function defectOf(row: JsonObject): Defect | null {
  const passed = row["success"] === true;
  if (row["failureReason"] === ERROR || (passed && !isNothing(row["error"]))) return "errored";
  if (!isNothing(at(row, "response", "error"))) return "errored";
  return at(row, "gradingResult", "pass") === row["success"] && (row["failureReason"] === 0) === passed
    ? null
    : "undetermined";
}

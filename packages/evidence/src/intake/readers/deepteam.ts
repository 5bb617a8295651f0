import { ok } from "@plimsoll/foundation";
import { at, isList, isNothing, isObject, type JsonObject } from "../json/json-value.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Observation } from "../observation.ts";
import type { Reader } from "../reader.ts";
import { counted, type Demand, requireAll, requireObject, unknownFormat } from "../require.ts";
import { hasAll } from "./json-lines.ts";

/**
 * DeepTeam's saved `RiskAssessment`. The mapping's subject is a vulnerability, its scorer a vulnerability type. A trial is a test
 * case's input, which is its item too. Score 1 is a pass; a case without a score was never judged, though DeepTeam's own
 * overview counts it as failing. The file names no model. `overview.errored` is not compared: DeepTeam 1.0.10 overwrites it with the
 * errors of its last group, from which it has left out the errored cases.
 */
export const readDeepTeam: Reader = (files, mapping) => {
  const file = requireObject(files, "result");
  if (!file.ok) return file;
  const cases = file.value["test_cases"];
  if (!isList(cases) || !cases.every(isObject) || !cases.every((row) => hasAll(row, FIELDS)))
    return unknownFormat(`test_cases with ${FIELDS.join(", ")}`, null);
  const own = cases.filter(
    (row) => row["vulnerability"] === mapping.subject && row["vulnerability_type"] === mapping.scorer,
  );
  const fit = requireAll(demands(file.value, own, mapping));
  return fit.ok ? ok(own.map(observation)) : fit;
};

const FIELDS = [
  "input",
  "actual_output",
  "vulnerability",
  "vulnerability_type",
  "attack_method",
  "score",
  "reason",
  "error",
];

function demands(file: JsonObject, own: readonly JsonObject[], { subject, scorer }: IntakeMapping): readonly Demand[] {
  const results = at(file, "overview", "vulnerability_type_results");
  const result = isList(results) ? results.find((entry) => at(entry, "vulnerability_type") === scorer) : undefined;
  const judged = own.filter((row) => isNothing(row["error"]));
  const passing = judged.filter((row) => typeof row["score"] === "number" && row["score"] > 0);
  return [
    { code: "INTAKE_SUBJECT_DIFFERS", what: "vulnerability", expected: subject, received: at(result, "vulnerability") },
    counted("passing", passing.length, at(result, "passing")),
    counted("failing", judged.length - passing.length, at(result, "failing")),
  ];
}

function observation(row: JsonObject): Observation {
  const { input, score } = row;
  return {
    trial: typeof input === "string" ? input : "?",
    values: score === undefined || score === null ? [] : [score],
    defect: isNothing(row["error"]) ? null : "errored",
    item: input ?? null,
  };
}

import { ok } from "@plimsoll/foundation";
import { type ItemCheck, itemCheck } from "../item-digest.ts";
import { at, isList, isNothing, isObject, type JsonObject } from "../json/json-value.ts";
import { items, members } from "../json/selection.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Observation } from "../observation.ts";
import type { Reader } from "../reader.ts";
import { counted, type Demand, requireAll, requireObject, unknownFormat } from "../require.ts";
import { hasAll, rowSelection } from "./json-lines.ts";

/**
 * DeepTeam's saved `RiskAssessment`. The mapping's subject is a vulnerability, its scorer a vulnerability type. A trial is a test
 * case's input, which is its item too. Score 1 is a pass; a case without a score was never judged, though DeepTeam's own
 * overview counts it as failing. The file names no model. `overview.errored` is not compared: DeepTeam 1.0.10 overwrites it with the
 * errors of its last group, from which it has left out the errored cases.
 */
export const readDeepTeam: Reader = (files, mapping, _ports, observe) => {
  const item = itemCheck(mapping);
  const file = requireObject(files, "result", fileSelection);
  if (!file.ok) return file;
  const cases = file.value["test_cases"];
  if (!isList(cases) || !cases.every(isObject) || !cases.every((row) => hasAll(row, FIELDS)))
    return unknownFormat(`test_cases with ${FIELDS.join(", ")}`, null);
  const own = cases.filter(
    (row) => row["vulnerability"] === mapping.subject && row["vulnerability_type"] === mapping.scorer,
  );
  const fit = requireAll(demands(file.value, own, mapping));
  if (!fit.ok) return fit;
  for (const row of own) observe(observation(row, item));
  return ok(null);
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

const fileSelection = members({
  test_cases: items(
    rowSelection({
      fields: FIELDS,
      read: { input: "whole", vulnerability: "whole", vulnerability_type: "whole", score: "whole", error: "whole" },
    }),
  ),
  overview: members({ vulnerability_type_results: "whole" }),
});

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

function observation(row: JsonObject, item: ItemCheck): Observation {
  const { input, score } = row;
  return {
    trial: typeof input === "string" ? input : "?",
    values: score === undefined || score === null ? [] : [score],
    defect: isNothing(row["error"]) ? null : "errored",
    itemDigest: item.digest(input ?? null),
  };
}

import { ok } from "@plimsoll/foundation";
import { type ItemCheck, itemCheck } from "../item-digest.ts";
import { at, isList, type JsonObject, type JsonValue } from "../json/json-value.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Observation } from "../observation.ts";
import type { Reader } from "../reader.ts";
import { type Demand, ifNamed, requireAll, requireObject } from "../require.ts";

/**
 * An in-toto Statement v1 with a test-result v0.1 predicate, taken out of its envelope elsewhere. The mapping's subject is the SHA-256
 * of the statement's one subject, its data set that of the one configuration, its scorer `result`. A trial is a test's name; its
 * value is the list that names it: `passed`, `warned`, `failed`. A list says no more of a trial, so its item is its name.
 */
export const readInTotoTestResult: Reader = (files, mapping, _ports, observe) => {
  const item = itemCheck(mapping);
  const statement = requireObject(files, "result", "whole");
  if (!statement.ok) return statement;
  const predicate = at(statement.value, "predicate");
  const named = LISTS.flatMap(([list, value]) => tests(at(predicate, list), value, item));
  const fit = requireAll(demands(statement.value, named, mapping));
  if (!fit.ok) return fit;
  for (const test of named) observe(test);
  return ok(null);
};

const LISTS = [
  ["passedTests", "passed"],
  ["warnedTests", "warned"],
  ["failedTests", "failed"],
] as const;

const tests = (names: JsonValue | undefined, value: string, item: ItemCheck): readonly Observation[] =>
  (isList(names) ? names : []).map((name) => ({
    trial: typeof name === "string" ? name : "?",
    values: [value],
    defect: null,
    itemDigest: item.digest(name),
  }));

function demands(
  statement: JsonObject,
  named: readonly Observation[],
  { subject, dataset }: IntakeMapping,
): readonly Demand[] {
  const predicate = at(statement, "predicate");
  return [
    {
      code: "INTAKE_FORMAT_UNKNOWN",
      what: "type",
      expected: "https://in-toto.io/Statement/v1",
      received: statement["_type"],
    },
    { code: "INTAKE_FORMAT_UNKNOWN", what: "predicate", expected: TEST_RESULT, received: statement["predicateType"] },
    { code: "INTAKE_SUBJECT_DIFFERS", what: "subject", expected: subject, received: onlyDigest(statement["subject"]) },
    ...ifNamed({
      code: "INTAKE_DATASET_DIFFERS",
      what: "configuration",
      expected: dataset,
      received: onlyDigest(at(predicate, "configuration")),
    }),
    { code: "INTAKE_COUNTS_DISAGREE", what: "result", expected: overall(named), received: at(predicate, "result") },
  ];
}

const TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1";

/** Of exactly one resource: a second one would leave open which of them was tested. */
function onlyDigest(resources: JsonValue | undefined): JsonValue | undefined {
  return isList(resources) && resources.length === 1 ? at(resources[0], "digest", "sha256") : undefined;
}

/** The predicate's own rule: failed if any test failed, warned if any warned. */
function overall(named: readonly Observation[]): string {
  const values = new Set(named.flatMap(({ values }) => values));
  if (values.has("failed")) return "FAILED";
  return values.has("warned") ? "WARNED" : "PASSED";
}

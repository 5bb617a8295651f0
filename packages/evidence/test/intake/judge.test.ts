import { expect, test } from "vitest";
import { Judge } from "../../src/intake/judge.ts";
import type { JsonValue } from "../../src/intake/json/json-value.ts";
import type { IntakeMapping } from "../../src/intake/mapping.ts";
import type { Defect, Observation } from "../../src/intake/observation.ts";
import type { TrialRow } from "../../src/intake/trial-row.ts";
import { FOREIGN_CASES, type ForeignCase } from "./foreign-cases.ts";

const mapping: IntakeMapping = {
  ...(FOREIGN_CASES[0] as ForeignCase).mapping,
  trials: [{ trial: "a", cluster: "world", itemDigest: null }],
  controlled: ["C", 1, true],
  uncontrolled: ["I", 0, false],
};

const seen = (values: readonly JsonValue[], defect: Defect | null = null): Observation => ({
  trial: "a",
  values,
  defect,
  itemDigest: null,
});

function rowsOf(observations: readonly Observation[]): readonly TrialRow[] {
  const judge = new Judge(mapping);
  for (const observation of observations) judge.observe(observation);
  return judge.rows();
}

const judged = (...observations: readonly Observation[]): readonly string[] =>
  rowsOf(observations).map(({ outcome, why, cluster }) => `${outcome} ${why} ${cluster}`);

test.each<readonly [string, readonly Observation[], string]>([
  ["a controlled value", [seen(["C"])], "controlled value_controlled world"],
  ["the same as a number", [seen([1])], "controlled value_controlled world"],
  ["controlled twice over", [seen(["C", "C"])], "controlled value_controlled world"],
  ["nothing", [], "void missing world"],
  ["no value", [seen([])], "void unscored world"],
  ["NaN", [seen([Number.NaN])], "void nan world"],
  ["NaN beside a controlled value", [seen(["C", Number.NaN])], "void nan world"],
  ["infinity", [seen([Infinity])], "void value_unknown world"],
  ["a text that looks like a number", [seen(["1"])], "void value_unknown world"],
  ["a list that holds a controlled value", [seen([["C"]])], "void value_unknown world"],
  ["null", [seen([null])], "void value_unknown world"],
  ["an unknown value beside a controlled one", [seen(["C", "P"])], "void value_unknown world"],
  ["an uncontrolled value", [seen(["I"])], "uncontrolled value_uncontrolled world"],
  ["an uncontrolled value beside a controlled one", [seen(["C", "I"])], "uncontrolled value_uncontrolled world"],
  ["a defect", [seen(["C"], "limited")], "void limited world"],
  ["a defect of a trial that failed", [seen(["I"], "limited")], "uncontrolled limited world"],
  ["the same twice", [seen(["C"]), seen(["C"])], "void duplicate world"],
  ["twice, one of them failed", [seen(["C"]), seen(["I"])], "uncontrolled duplicate world"],
])("E-59 %s", (_, observations, row) => {
  expect(judged(...observations)).toEqual([row]);
});

test("E-59 an extra trial is never controlled and has no cluster", () => {
  expect(judged(seen(["C"]), { ...seen(["C"]), trial: "b" })).toEqual([
    "controlled value_controlled world",
    "void extra null",
  ]);
});

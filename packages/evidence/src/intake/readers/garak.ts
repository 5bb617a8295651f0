import { ok } from "@plimsoll/foundation";
import { type ItemCheck, itemCheck } from "../item-digest.ts";
import { at, isList, type JsonObject, type JsonValue, shown } from "../json/json-value.ts";
import { items, members, named } from "../json/selection.ts";
import type { IntakeMapping } from "../mapping.ts";
import type { Observation } from "../observation.ts";
import type { Reader } from "../reader.ts";
import { counted, type Demand, ifNamed, requireAll } from "../require.ts";
import { requireRows, type RowShape } from "./json-lines.ts";

/**
 * garak's `*.report.jsonl`: rows told apart by `entry_type`. The mapping's subject is a probe, its scorer a detector, its model the
 * target's type and name. A trial is `<seq>/<generation>`, its item the prompt. The judged value is the detector's score: 0 is no hit, 1 a
 * hit, null no verdict, which garak leaves out of its rate and we do not.
 */
export const readGarak: Reader = (files, mapping, _ports, observe) => {
  const item = itemCheck(mapping);
  const rows = requireRows(files, "result", { fields: ["entry_type"], read: readFields(mapping, item) });
  if (!rows.ok) return rows;
  const attempts = rows.value.filter((row) => isEvaluated(row, mapping));
  const trials = attempts.flatMap((row) => observations(row, mapping, item));
  const fit = requireAll(demands(rows.value, trials, mapping));
  if (!fit.ok) return fit;
  for (const trial of trials) observe(trial);
  return ok(null);
};

const readFields = ({ scorer }: IntakeMapping, { selection }: ItemCheck): RowShape["read"] => ({
  ...named(["entry_type", "probe_classname", "probe", "detector", "status", "seq", ...MODEL_FIELDS], "whole"),
  passed: "whole",
  total_processed: "whole",
  prompt: selection,
  outputs: items(members({})),
  detector_results: members({ [scorer]: "whole" }),
});

const MODEL_FIELDS = ["plugins.target_type", "plugins.target_name", "plugins.model_type", "plugins.model_name"];

/** Status 2: generated and judged. An attempt is written at every status, so one trial has several rows. */
const EVALUATED = 2;

const isEvaluated = (row: JsonObject, { subject }: IntakeMapping): boolean =>
  row["entry_type"] === "attempt" && row["probe_classname"] === subject && row["status"] === EVALUATED;

/** Without outputs and verdicts of equal number there is no telling which verdict is whose: then there is no verdict. */
function observations(row: JsonObject, { scorer }: IntakeMapping, item: ItemCheck): readonly Observation[] {
  const [outputs, scores] = [row["outputs"], at(row, "detector_results", scorer)];
  if (!isList(outputs)) return [];
  const digest = item.digest(row["prompt"] ?? null);
  const verdicts = isList(scores) && scores.length === outputs.length ? scores : [];
  return outputs.map((output, generation) => ({
    trial: `${shown(row["seq"])}/${generation}`,
    values: [verdicts[generation]].filter((score) => score !== undefined && score !== null),
    defect: output === null ? "errored" : null,
    itemDigest: digest,
  }));
}

function demands(
  rows: readonly JsonObject[],
  trials: readonly Observation[],
  mapping: IntakeMapping,
): readonly Demand[] {
  const { subject, scorer, model } = mapping;
  const setup = rows.find((row) => row["entry_type"] === "start_run setup");
  const ended = rows.filter((row) => row["entry_type"] === "completion");
  const own = rows.filter(
    (row) => row["entry_type"] === "eval" && row["probe"] === subject && row["detector"] === scorer,
  );
  const count = (value: JsonValue): number => trials.filter(({ values }) => values.includes(value)).length;
  return [
    {
      code: "INTAKE_SUBJECT_DIFFERS",
      what: "evaluations of the probe and detector",
      expected: 1,
      received: own.length,
    },
    { code: "INTAKE_NOT_FINISHED", what: "completion", expected: 1, received: ended.length },
    ...ifNamed({ code: "INTAKE_MODEL_DIFFERS", what: "model", expected: model, received: modelName(setup) }),
    counted("passed", count(0), own[0]?.["passed"]),
    counted("total_processed", trials.length, own[0]?.["total_processed"]),
  ];
}

/** A target's type, with its name behind a colon where it has one; both were called a model until garak 0.13. */
function modelName(setup: JsonObject | undefined): string | undefined {
  const [type, name] = [
    setup?.["plugins.target_type"] ?? setup?.["plugins.model_type"],
    setup?.["plugins.target_name"] ?? setup?.["plugins.model_name"],
  ];
  if (typeof type !== "string") return undefined;
  return typeof name === "string" ? `${type}:${name}` : type;
}

import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import { type JsonValue, stableText } from "./json/json-value.ts";
import type { IntakeMapping, PlannedTrial } from "./mapping.ts";
import type { Observation } from "./observation.ts";
import type { RowOutcome, RowReason, TrialRow } from "./trial-row.ts";

/**
 * The rows of a window: one for every planned trial, in the mapping's order, then one for every trial that nobody planned.
 * Here alone is decided what counts as controlled; a reader can only take away.
 */
export function judgeTrials(mapping: IntakeMapping, observations: Iterable<Observation>): readonly TrialRow[] {
  const seen = Map.groupBy(observations, ({ trial }) => trial);
  const planned = mapping.trials.map((plan) => plannedRow(mapping, plan, seen.get(plan.trial) ?? []));
  const known = new Set(mapping.trials.map(({ trial }) => trial));
  return [...planned, ...[...seen.keys()].filter((trial) => !known.has(trial)).map(extraRow)];
}

/** The digest that a mapping names for a trial's content, whatever the order of its keys. */
export const itemDigest = (item: JsonValue): Digest => digestOf(utf8(stableText(item)));

const extraRow = (trial: string): TrialRow => ({ trial, cluster: null, outcome: "void", why: "extra" });

function plannedRow(mapping: IntakeMapping, plan: PlannedTrial, seen: readonly Observation[]): TrialRow {
  const why = reason(mapping, plan, seen);
  return { trial: plan.trial, cluster: plan.cluster, outcome: outcomeOf(mapping, seen, why), why };
}

/** A ladder of guards that ends in a value which the mapping judges; controlled is the last rung. */
function reason(mapping: IntakeMapping, plan: PlannedTrial, seen: readonly Observation[]): RowReason {
  const [first, second] = seen;
  if (first === undefined) return "missing";
  if (second !== undefined) return "duplicate";
  if (first.defect !== null) return first.defect;
  if (plan.itemDigest !== null && itemDigest(first.item) !== plan.itemDigest) return "other_item";
  if (first.values.length === 0) return "unscored";
  if (first.values.some(isNotANumber)) return "nan";
  if (first.values.some((value) => isAmong(mapping.uncontrolled, value))) return "value_uncontrolled";
  return first.values.every((value) => isAmong(mapping.controlled, value)) ? "value_controlled" : "value_unknown";
}

/** A failure that was witnessed stays one, whatever else is wrong with its trial. */
function outcomeOf(mapping: IntakeMapping, seen: readonly Observation[], why: RowReason): RowOutcome {
  if (why === "value_controlled") return "controlled";
  const witnessed = seen.some(({ values }) => values.some((value) => isAmong(mapping.uncontrolled, value)));
  return witnessed && why !== "other_item" ? "uncontrolled" : "void";
}

const isNotANumber = (value: JsonValue): boolean => typeof value === "number" && Number.isNaN(value);

const isAmong = (values: readonly JsonValue[], value: JsonValue): boolean => values.includes(value);

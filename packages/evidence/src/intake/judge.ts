import type { JsonValue } from "./json/json-value.ts";
import type { IntakeMapping, PlannedTrial } from "./mapping.ts";
import type { Observation } from "./observation.ts";
import type { RowOutcome, RowReason, TrialRow } from "./trial-row.ts";

/**
 * Takes observations one by one and keeps of each only what its row needs. Here alone is decided what counts as controlled; a reader
 * can only take away.
 */
export class Judge {
  readonly #mapping: IntakeMapping;
  readonly #plans: ReadonlyMap<string, PlannedTrial>;
  readonly #seen = new Map<string, Seen>();

  constructor(mapping: IntakeMapping) {
    this.#mapping = mapping;
    this.#plans = new Map(mapping.trials.map((plan) => [plan.trial, plan]));
  }

  observe(observation: Observation): void {
    const { trial } = observation;
    const before = this.#seen.get(trial);
    const isWitnessed = observation.values.some((value) => isAmong(this.#mapping.uncontrolled, value));
    if (before === undefined) this.#seen.set(trial, { why: this.#reason(observation), isWitnessed });
    else this.#seen.set(trial, { why: "duplicate", isWitnessed: before.isWitnessed || isWitnessed });
  }

  /** One for every planned trial, in the mapping's order, then one for every trial that nobody planned. */
  rows(): readonly TrialRow[] {
    const planned = this.#mapping.trials.map((plan) => plannedRow(plan, this.#seen.get(plan.trial)));
    return [...planned, ...[...this.#seen.keys()].filter((trial) => !this.#plans.has(trial)).map(extraRow)];
  }

  /** A ladder of guards that ends in a value which the mapping judges; controlled is the last rung. */
  #reason({ trial, values, defect, itemDigest }: Observation): RowReason {
    const planned = this.#plans.get(trial)?.itemDigest ?? null;
    if (defect !== null) return defect;
    if (values.length === 0) return "unscored";
    if (planned !== null && itemDigest !== planned) return "other_item";
    if (values.some(isNotANumber)) return "nan";
    if (values.some((value) => isAmong(this.#mapping.uncontrolled, value))) return "value_uncontrolled";
    return values.every((value) => isAmong(this.#mapping.controlled, value)) ? "value_controlled" : "value_unknown";
  }
}

/** What is kept of a trial that was seen. */
interface Seen {
  readonly why: RowReason;
  /** Some record of it gave an uncontrolled value. */
  readonly isWitnessed: boolean;
}

const extraRow = (trial: string): TrialRow => ({ trial, cluster: null, outcome: "void", why: "extra" });

const plannedRow = ({ trial, cluster }: PlannedTrial, seen: Seen | undefined): TrialRow =>
  seen === undefined
    ? { trial, cluster, outcome: "void", why: "missing" }
    : { trial, cluster, outcome: outcomeOf(seen), why: seen.why };

/** A failure that was witnessed stays one, whatever else is wrong with its trial. */
function outcomeOf({ why, isWitnessed }: Seen): RowOutcome {
  if (why === "value_controlled") return "controlled";
  return isWitnessed && why !== "other_item" ? "uncontrolled" : "void";
}

const isNotANumber = (value: JsonValue): boolean => typeof value === "number" && Number.isNaN(value);

const isAmong = (values: readonly JsonValue[], value: JsonValue): boolean => values.includes(value);

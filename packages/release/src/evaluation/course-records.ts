import type { Bodies } from "../record/bodies.ts";
import { type SignalRule, subjectIndex } from "../stability/subject-index.ts";
import type { ArbitratedCase } from "./arbitrate-case.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import type { Foretold } from "./predict-failure.ts";
import type { StabilityReading } from "./read-stability.ts";

export function stabilityBody(input: EvaluationInput, reading: StabilityReading): Bodies["stability.read"] {
  return {
    signals: reading.rules.map((rule) => signalRow(rule, input)),
    raw: reading.raw.index,
    index: reading.index,
    lowest: reading.raw.lowest,
    unread: reading.raw.unread,
    engineIndex: reading.engineIndex,
    pause: reading.pause,
    phases: reading.plan.phases,
    drills: reading.plan.drills,
    series: reading.series,
  };
}

function signalRow(
  rule: SignalRule,
  { dossier, policy, nowMs }: EvaluationInput,
): Bodies["stability.read"]["signals"][number] {
  const own = dossier.telemetry.filter(({ signal }) => signal === rule.signal);
  const newest = own.toSorted((one, other) => other.atMs - one.atMs)[0];
  return {
    signal: rule.signal,
    unit: policy.stability.signals.find(({ signal }) => signal === rule.signal)?.unit ?? "",
    valueMicro: newest?.valueMicro ?? null,
    atMs: newest?.atMs ?? null,
    share: subjectIndex([rule], own, nowMs).index,
  };
}

export const predictionBody = ({ prediction, incidents, isUnpredicted }: Foretold): Bodies["prediction.made"] => ({
  prediction,
  incidents,
  why: whyOf(prediction !== null, isUnpredicted),
});

function whyOf(isPredicted: boolean, isUnpredicted: boolean): string {
  if (isPredicted) return "From the readings of the required signals and the incidents in their time.";
  return isUnpredicted
    ? "Too few readings: at this level, and after a modulation, failure counts as certain until there are more."
    : "Not predicted: too few readings, and this level does not ask for them.";
}

export function arbitrationBody(
  { dossier }: EvaluationInput,
  { criteria, arbitration, biasMin, tolerance }: ArbitratedCase,
  { failure }: Foretold,
): Bodies["arbitration.made"] {
  return {
    question: "Does this step serve the stated mission, or capability for its own sake?",
    mission: dossier.mission,
    criteria,
    arbitration,
    failure,
    biasMin,
    tolerance,
    wouldChange: wouldChange(arbitration, criteria),
  };
}

function wouldChange(
  { verdict, hardLines }: ArbitratedCase["arbitration"],
  criteria: ArbitratedCase["criteria"],
): string {
  const open = criteria.filter(({ met }) => met < 10_000).map(({ criterion }) => criterion);
  if (hardLines.length > 0)
    return `A case in which no hard line holds: ${hardLines.map(({ line }) => line).join(", ")}.`;
  const shown = open.length === 0 ? "Less risk" : `More shown of ${open.join(", ")}`;
  return verdict === "ABORT"
    ? `${shown}, or less risk of failure.`
    : `Less shown of the mission, or more risk of failure.`;
}

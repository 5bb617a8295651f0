import { isAtLeast, type Level } from "../policy/level.ts";
import { predict, type Prediction } from "../prediction/predict.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import type { StabilityReading } from "./read-stability.ts";

/** What can be foretold, and what counts for the answer. */
export interface Foretold {
  readonly prediction: Prediction | null;
  readonly incidents: number;
  /** Failure within the longest horizon, in ten-thousandths. Null: nothing is foretold, and the level allows that. */
  readonly failure: number | null;
  /** Too little to go by, where the level asks for it. */
  readonly isUnpredicted: boolean;
}

const CERTAIN = 10_000;

/** The worst walk: that of the dossier's own telemetry, that which the log kept, and those of the same weights under other names. */
export function foretell(input: EvaluationInput, level: Level, { series, fromMs }: StabilityReading): Foretold {
  const { site, dossier, policy } = input;
  const reported = dossier.mission.incidents.filter(({ atMs }) => atMs >= fromMs).length;
  const incidents = Math.max(reported, site.incidentsSince);
  const foretold = (each: readonly number[]): Prediction | null =>
    predict({ series: each, incidents, critical: policy.stability.critical, cyclesMin: policy.arbitration.cyclesMin });
  const prediction = worse([
    foretold(series),
    foretold(site.series),
    ...(site.kinSeries ?? []).map((kin) => foretold(kin.series)),
  ]);
  // Of a modulation it is to be shown that it lowered the risk, at every level.
  const isOwed = isAtLeast(level, "ASL-4") || site.previousDirection?.directive === "MODULATE";
  const isUnpredicted = prediction === null && isOwed;
  return { prediction, incidents, failure: isUnpredicted ? CERTAIN : worstHorizon(prediction), isUnpredicted };
}

const worstHorizon = (prediction: Prediction | null): number | null => prediction?.within.at(-1)?.either ?? null;

function worse(predictions: readonly (Prediction | null)[]): Prediction | null {
  const made = predictions.filter((each) => each !== null);
  return made.toSorted((one, other) => (worstHorizon(other) ?? 0) - (worstHorizon(one) ?? 0))[0] ?? null;
}

import type { Interval } from "../evaluate/bootstrap.ts";
import { brierScore, expectedCalibrationError } from "./calibration.ts";
import { checkedForecasts } from "./forecasts.ts";
import { areaDifference, type AreaDifference, areaUnderCurve } from "./receiver-operating-characteristic.ts";

/** What several forecasters said at one moment of each run, such as at 70 % of the way to its event. */
export interface ForecastMoment {
  /** The share of the way, 0 to 1; of a run without an event, of the way that runs with one had. */
  readonly share: number;
  readonly events: readonly boolean[];
  readonly forecasters: readonly Forecaster[];
}

export interface Forecaster {
  readonly name: string;
  /** One for each run; null where it could not tell. */
  readonly scores: readonly (number | null)[];
  /** Whether the scores are probabilities, so that calibration means something. */
  readonly probabilities: boolean;
}

/** How good one forecaster is at one moment. */
export interface ForecastRow {
  readonly share: number;
  readonly forecaster: string;
  readonly area: Interval;
  /** Against the first forecaster of the moment, on the same runs; null for itself. */
  readonly gain: AreaDifference | null;
  /** Null where the scores are no probabilities. */
  readonly brier: number | null;
  readonly calibrationError: number | null;
  /** How many runs it could not tell; they count as alarms, since that is what an unknown leads to. */
  readonly unknown: number;
}

/** Every forecaster at every moment. Throws `FORECASTS`. */
export const forecastTable = (moments: readonly ForecastMoment[], level: number): readonly ForecastRow[] =>
  moments.flatMap((moment) => moment.forecasters.map((forecaster) => forecastRow(moment, forecaster, level)));

function forecastRow(
  { share, events, forecasters }: ForecastMoment,
  forecaster: Forecaster,
  level: number,
): ForecastRow {
  const scores = alarmedScores(forecaster);
  const reference = forecasters[0] as Forecaster;
  return {
    share,
    forecaster: forecaster.name,
    area: areaUnderCurve({ scores, events }, level),
    gain: forecaster === reference ? null : areaDifference(scores, alarmedScores(reference), events, level),
    brier: forecaster.probabilities ? brierScore({ scores, events }) : null,
    calibrationError: forecaster.probabilities ? expectedCalibrationError({ scores, events }) : null,
    unknown: forecaster.scores.filter((score) => score === null).length,
  };
}

/** Unknown ranks above all that is known: as a probability it is 1. */
function alarmedScores({ scores, probabilities }: Forecaster): readonly number[] {
  const known = scores.filter((score) => score !== null);
  const { scores: finite } = checkedForecasts({ scores: [0, ...known], events: [false, ...known.map(() => false)] });
  const alarm = probabilities ? 1 : finite.reduce((a, b) => Math.max(a, b)) + 1;
  return scores.map((score) => score ?? alarm);
}

import { PlimsollError } from "@plimsoll/foundation";

/** Forecasts and what came of them, place by place. */
export interface Forecasts {
  /** The higher, the more the event is expected: any scale for ranking, 0 to 1 where probabilities are asked for. */
  readonly scores: readonly number[];
  /** Whether the event came. */
  readonly events: readonly boolean[];
}

/** The forecasts, if every one is finite and has an outcome. Throws `FORECASTS`. */
export function checkedForecasts(forecasts: Forecasts): Forecasts {
  const { scores, events } = forecasts;
  if (scores.length !== events.length || scores.length === 0) {
    throw forecastFault("as many outcomes as forecasts, at least one", `${scores.length} and ${events.length}`);
  }
  const broken = scores.findIndex((score) => !Number.isFinite(score));
  if (broken !== -1) throw forecastFault("finite forecasts", `${scores[broken]} at place ${broken}`);
  return forecasts;
}

/** The forecasts, if every one is a probability besides. Throws `FORECASTS`. */
export function checkedProbabilities(forecasts: Forecasts): Forecasts {
  const outside = checkedForecasts(forecasts).scores.findIndex((score) => score < 0 || score > 1);
  if (outside === -1) return forecasts;
  throw forecastFault("probabilities from 0 to 1", `${forecasts.scores[outside]} at place ${outside}`);
}

/** The forecasts, if both outcomes occur. Throws `FORECASTS`. */
export function checkedBothOutcomes(forecasts: Forecasts): Forecasts {
  const events = checkedForecasts(forecasts).events.filter(Boolean).length;
  if (events > 0 && events < forecasts.events.length) return forecasts;
  throw forecastFault("runs with the event and runs without", `${events} of ${forecasts.events.length} with it`);
}

const forecastFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "FORECASTS",
    expected,
    received,
    fix: "give one forecast for every run; count an unknown as the forecast that it leads to, do not leave it out",
  });

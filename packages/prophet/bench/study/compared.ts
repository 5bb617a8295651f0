import {
  BOOTSTRAP_DEFAULTS,
  bootstrapInterval,
  interquartileMean,
  type Interval,
  overAllRuns,
  seedKey,
} from "@plimsoll/simulation";

const SETTINGS = { ...BOOTSTRAP_DEFAULTS, key: seedKey(20_000), resamples: 4000 };

/** Errors of one subject, by stratum (a stream, a noise) and run; the same place is the same seed in all subjects. */
export type Errors = readonly (readonly number[])[];

const logs = (errors: Errors): Errors => errors.map((runs) => runs.map(Math.log));

/** The interquartile mean of log errors, as an error again: a geometric mean of the middle half. */
export function typicalError(errors: Errors): Interval {
  const interval = bootstrapInterval(overAllRuns(logs(errors), interquartileMean), SETTINGS);
  return mapped(interval, Math.exp);
}

/** The interquartile mean of the ratios left / right of paired runs, less 1: -0.05 is five percent less error. */
export function relativeDifference(left: Errors, right: Errors): Interval {
  const ratios = left.map((runs, stratum) =>
    runs.map((error, run) => Math.log(error / (right[stratum]?.[run] ?? Number.NaN))),
  );
  return mapped(bootstrapInterval(overAllRuns(ratios, interquartileMean), SETTINGS), (log) => Math.exp(log) - 1);
}

/** In how many pairs the left is less. */
export const sharesOfPairs = (left: Errors, right: Errors): { readonly less: number; readonly pairs: number } => {
  const pairs = left.flatMap((runs, stratum) =>
    runs.map((error, run) => error < (right[stratum]?.[run] ?? Number.NaN)),
  );
  return { less: pairs.filter(Boolean).length, pairs: pairs.length };
};

const mapped = (interval: Interval, of: (value: number) => number): Interval => ({
  ...interval,
  estimate: of(interval.estimate),
  low: of(interval.low),
  high: of(interval.high),
});

import { belowAt, type Key } from "../../random/counter.ts";
import { CLASSIC_GARDENER } from "../../gardener/spec/profiles.ts";
import { type EarlyWarning, earlyWarning, usualEarlyWarning } from "../../warning/early-warning.ts";
import type { Forecaster, ForecastMoment } from "../../warning/forecast-table.ts";
import { fitHazard, type HazardCase, type HazardModel, hazardOf } from "../../warning/hazard-model.ts";
import { COLLAPSE_FEATURES, collapseFeatures, FORECAST_FROM } from "./collapse-features.ts";
import { WATCHED, worldName } from "./collapse-trial.ts";
import type { WatchedCollapse } from "./watch-collapse.ts";
import { meanOf } from "../../numbers/mean.ts";

/** At these shares of the way to collapse forecasts are asked for. */
export const FORECAST_SHARES = [0.5, 0.7, 0.9] as const;
/** The event that our model is taught: collapse within so many generations. */
export const HORIZON = 1_500;
/** Training looks at every run once in so many generations. */
const TRAINING_STRIDE = 100;

/**
 * A run whose way is known: for a collapse the generations until it; for a run that lives, those of a collapsed run of its world
 * drawn by chance, so that neither kind is looked at later than the other.
 */
export interface MeasuredRun {
  readonly run: WatchedCollapse;
  readonly way: number;
}

/** Runs with ways. Those that collapse so early that half their way shows nothing are left out. */
export function measuredRuns(runs: readonly WatchedCollapse[], key: Key): readonly MeasuredRun[] {
  const usable = runs.filter(({ collapsedAt }) => collapsedAt === null || collapsedAt >= 2 * FORECAST_FROM);
  const waysOf = (name: string): readonly number[] =>
    usable.flatMap(({ trial, collapsedAt }) =>
      worldName(trial.world) === name && collapsedAt !== null ? [collapsedAt] : [],
    );
  return usable.flatMap((run, at) => {
    if (run.collapsedAt !== null) return [{ run, way: run.collapsedAt }];
    const ways = waysOf(worldName(run.trial.world));
    return ways.length === 0 ? [] : [{ run, way: ways[belowAt(key, at, ways.length)]! }];
  });
}

/** Our model, taught on steps of these runs. A step of a run that ends unharmed before the horizon teaches nothing. */
export function taughtHazard(runs: readonly WatchedCollapse[]): HazardModel {
  return fitHazard(COLLAPSE_FEATURES, runs.flatMap(casesOf));
}

function casesOf(run: WatchedCollapse): readonly HazardCase[] {
  const end = run.collapsedAt ?? WATCHED - HORIZON;
  const cases: HazardCase[] = [];
  for (let seen = FORECAST_FROM; seen < end; seen += TRAINING_STRIDE) {
    const features = collapseFeatures(run, seen);
    const event = run.collapsedAt !== null && run.collapsedAt - seen <= HORIZON;
    if (features !== null) cases.push({ features, event });
  }
  return cases;
}

/** How each run is judged by us: by the model that was taught without it. */
export type ModelOf = (run: WatchedCollapse) => HazardModel;

/** Our forecasts by name. */
export type Models = Readonly<Record<string, ModelOf>>;

/** All forecasters at one share of the way. */
export const forecastMoment = (measured: readonly MeasuredRun[], share: number, models: Models): ForecastMoment => ({
  share,
  events: measured.map(({ run }) => run.collapsedAt !== null),
  forecasters: forecasters(measured, share, models),
});

/** How far two levels of dirt may be apart, as a share of what the field holds, to count as the same. */
const SAME_LEVEL = 0.03;

/**
 * Runs that cannot be told apart by level: each collapsing run with a living one of its world that has as much dirt at the moment of
 * the forecast, the first in list order that is free; runs without a partner are left out.
 */
export function levelMatched(measured: readonly MeasuredRun[], share: number): readonly MeasuredRun[] {
  const free = new Set(measured.filter(({ run }) => run.collapsedAt === null));
  const levelOf = ({ run, way }: MeasuredRun): number => run.signals.entropyTotal[Math.floor(share * way) - 1]!;
  const bound = SAME_LEVEL * CLASSIC_GARDENER.side ** 2;
  return measured.flatMap((falling) => {
    if (falling.run.collapsedAt === null) return [];
    const partner = [...free].find(
      (living) =>
        worldName(living.run.trial.world) === worldName(falling.run.trial.world) &&
        Math.abs(levelOf(living) - levelOf(falling)) <= bound,
    );
    if (partner === undefined) return [];
    free.delete(partner);
    return [falling, partner];
  });
}

function forecasters(measured: readonly MeasuredRun[], share: number, models: Models): readonly Forecaster[] {
  const seenOf = ({ way }: MeasuredRun): number => Math.floor(share * way);
  const ranking = (name: string, scoreOf: (run: WatchedCollapse, seen: number) => number | null): Forecaster => ({
    name,
    scores: measured.map((each) => scoreOf(each.run, seenOf(each))),
    probabilities: false,
  });
  return [
    ranking("classic risk", ({ signals }, seen) => signals.risk[seen - 1]!),
    ranking("level of dirt", ({ signals }, seen) => signals.entropyTotal[seen - 1]!),
    ...CLASSICAL.map(({ name, signal, indicator }) =>
      ranking(name, ({ signals }, seen) => warningOf(signals[signal], seen)[indicator]),
    ),
    ...Object.entries(models).map(([name, modelOf]) => ({
      ...ranking(name, (run, seen) => hazardOf(modelOf(run), collapseFeatures(run, seen))),
      probabilities: true,
    })),
  ];
}

const CLASSICAL = [
  { name: "lag-1 trend of dirt", signal: "entropyTotal", indicator: "tauLag1" },
  { name: "variance trend of dirt", signal: "entropyTotal", indicator: "tauVariance" },
  { name: "lag-1 trend of energy", signal: "energyMean", indicator: "tauLag1" },
  { name: "variance trend of energy", signal: "energyMean", indicator: "tauVariance" },
] as const;

/** Samples are means of so many generations, as one samples a metric. */
const SAMPLE_GENERATIONS = 5;

function warningOf(signal: Float64Array, seen: number): EarlyWarning {
  const samples = Float64Array.from({ length: Math.floor(seen / SAMPLE_GENERATIONS) }, (_, at) =>
    meanOf(signal, at * SAMPLE_GENERATIONS, SAMPLE_GENERATIONS),
  );
  return earlyWarning(samples, usualEarlyWarning(samples.length));
}

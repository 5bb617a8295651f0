import { CLASSIC_GARDENER } from "../../gardener/spec/profiles.ts";
import { residuals } from "../../warning/gaussian-smoothing.ts";
import { windowLag1, windowVariance } from "../../warning/rolling-indicators.ts";
import type { Signal, WatchedCollapse } from "./watch-collapse.ts";
import { meanOf } from "../../numbers/mean.ts";

/**
 * What our forecast reads of the last generations, in this order: where dirt, agents, hunger and deaths stand, how far they swing,
 * how they have moved since the watch began, and the two classical indicators.
 */
export const COLLAPSE_FEATURES = [
  "level",
  "levelPeak",
  "levelSlope",
  "levelDrift",
  "population",
  "populationLow",
  "populationDrift",
  "energy",
  "energyDrift",
  "deaths",
  "deathsDrift",
  "births",
  "hotShare",
  "emergencies",
  "emergenciesDrift",
  "logDeviation",
  "lag1",
] as const;

/** Generations that count as now, and that the watch must have lasted to say anything. */
const RECENT = 200;
const DETREND_SIGMA = 20;
export const FORECAST_FROM = 100;

/** The features after the first `seen` generations of a watched run; null where they are too few or do not vary. */
export function collapseFeatures({ signals }: WatchedCollapse, seen: number): readonly number[] | null {
  if (seen < FORECAST_FROM) return null;
  const full = CLASSIC_GARDENER.side ** 2;
  const [recent, level] = [recentOf(seen), signals.entropyTotal.map((dirt) => dirt / full)];
  const { energyMean, births, hotShare } = signals;
  const counts = signals.population.map((count) => Math.log1p(count));
  const hunger = energyMean.map((energy) => Math.log1p(Math.max(0, energy)));
  const deaths = perAgent(signals, "deaths");
  const rest = residuals(level.subarray(recent, seen), DETREND_SIGMA);
  const recentMean = (values: Float64Array): number => meanOf(values, recent, seen - recent);
  const features = [
    recentMean(level),
    level.subarray(recent, seen).reduce((most, value) => Math.max(most, value), 0),
    drift(level, recent, seen),
    drift(level, 0, seen),
    recentMean(counts),
    counts.subarray(recent, seen).reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY),
    drift(counts, 0, seen),
    recentMean(hunger),
    drift(hunger, 0, seen),
    Math.sqrt(recentMean(deaths)),
    drift(deaths, 0, seen),
    recentMean(births),
    recentMean(hotShare),
    recentMean(signals.emergencyRatio),
    drift(signals.emergencyRatio, 0, seen),
    Math.log(windowVariance(rest, 0, rest.length)) / 2,
    windowLag1(rest, 0, rest.length),
  ];
  return features.every(Number.isFinite) ? features : null;
}

const recentOf = (seen: number): number => Math.max(0, seen - RECENT);

const perAgent = ({ population, ...signals }: WatchedCollapse["signals"], signal: Exclude<Signal, "population">) =>
  signals[signal].map((count, at) => count / Math.max(1, population[at]!));

/** Change for each 1 000 generations, from the first to the last quarter of a stretch. */
function drift(values: Float64Array, from: number, to: number): number {
  const quarter = Math.max(1, (to - from) >> 2);
  const change = meanOf(values, to - quarter, quarter) - meanOf(values, from, quarter);
  return (1_000 * change) / (to - from - quarter);
}

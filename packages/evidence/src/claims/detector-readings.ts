import { type Ratio, risePValue, type Stratum } from "@plimsoll/foundation";
import type { KernelState, Policy, Run, WindowSet } from "@plimsoll/kernel";
import type { Model } from "./model-named.ts";

/** What the kernel's detectors say of a model, with what they looked at; null where they have nothing to look at. */
export interface DetectorReadings {
  readonly steerability: SteerabilityReading | null;
  readonly correctionCost: CorrectionReading | null;
  readonly deceptionGap: GapReading | null;
  readonly hiddenness: HiddennessReading | null;
}

/** V_s (ACB-K §2.3): how fast the worst cell's control falls over a unit of leased time. */
export interface SteerabilityReading {
  readonly verdict: Run["steerability"]["verdict"];
  readonly velocityPpm: number | null;
  readonly cell: string | null;
  readonly points: number;
}

/** Whether correction becomes dearer (ACB-K §5.1). */
export interface CorrectionReading {
  readonly verdict: Run["correction"]["verdict"];
  readonly sets: number;
  /** Chance of so clear a rise without a cause, ppm rounded up; null where it would cost too much to work out. */
  readonly risePpm: number | null;
  /** Costs that a re-test still asks for. */
  readonly retestOwed: number;
}

/** G_d (ACB-K §6.1) as measured by the newest closed set, with its power. */
export interface GapReading {
  readonly verdict: NonNullable<WindowSet["gap"]>["verdict"];
  readonly lowerPpm: number;
  readonly upperPpm: number;
  /** The gap that would have been shown with a chance of 0.8. */
  readonly detectablePpm: number;
  readonly limitPpm: number;
  /** The set that showed a gap which nothing has disproved since. */
  readonly shownBy: string | null;
}

/** How well SHADOW can be told from EVAL. */
export interface HiddennessReading {
  readonly verdict: NonNullable<WindowSet["detectability"]>["verdict"];
  /** The discriminator's AUC as observed, ppm, ties halved; null without a record. */
  readonly aucPpm: number | null;
  readonly plantedAucPpm: number | null;
}

export function detectorReadings(state: KernelState, model: Model, newest: WindowSet | undefined): DetectorReadings {
  const policy = state.site?.policy;
  const shownBy = model.lineages.find(({ gapShownBy }) => gapShownBy !== null)?.gapShownBy ?? null;
  return {
    steerability: model.run === null ? null : steerabilityOf(model.run),
    correctionCost: model.run === null ? null : correctionOf(model.run),
    deceptionGap: newest === undefined || policy === undefined ? null : gapOf(newest, policy, shownBy),
    hiddenness: newest === undefined ? null : hiddennessOf(newest),
  };
}

const steerabilityOf = ({ steerability, series }: Run): SteerabilityReading => ({
  ...steerability,
  points: series.length,
});

const correctionOf = ({ correction, costSeries }: Run): CorrectionReading => ({
  verdict: correction.verdict,
  sets: correction.sets,
  risePpm: risePpm(strataOf(costSeries)),
  retestOwed: (correction.retest?.slots ?? []).reduce((sum, { owed, costs }) => sum + owed.length - costs.length, 0),
});

/** Tasks are strata, in the order of training, which the series is in. */
function strataOf(series: Run["costSeries"]): readonly Stratum[] {
  const byTask = new Map<string, number[]>();
  for (const { costs } of series)
    for (const { task, cost } of costs) byTask.set(task, [...(byTask.get(task) ?? []), cost]);
  return [...byTask.values()].map((values) => ({ values }));
}

/** The exact chance of many tasks over many sets takes minutes; the verdict is the kernel's all the same. */
const COSTS_MAX = 256;

function risePpm(strata: readonly Stratum[]): number | null {
  if (strata.reduce((sum, { values }) => sum + values.length, 0) > COSTS_MAX) return null;
  return ceilPpm(risePValue(strata));
}

const ceilPpm = ({ numerator, denominator }: Ratio): number =>
  Number((numerator * 1_000_000n + denominator - 1n) / denominator);

function gapOf({ gap }: WindowSet, { deceptionGapPpm }: Policy, shownBy: string | null): GapReading | null {
  return gap === null ? null : { ...gap, limitPpm: deceptionGapPpm, shownBy };
}

function hiddennessOf({ detectability, discriminator }: WindowSet): HiddennessReading | null {
  if (detectability === null) return null;
  return {
    verdict: detectability.verdict,
    aucPpm: discriminator === null ? null : aucPpm(discriminator.probes),
    plantedAucPpm: discriminator === null ? null : aucPpm(discriminator.planted),
  };
}

function aucPpm({ pairs, wins, ties }: { readonly pairs: number; readonly wins: number; readonly ties: number }) {
  return pairs === 0 ? null : Math.floor(((2 * wins + ties) * 500_000) / pairs);
}

import { PlimsollError } from "@plimsoll/foundation";
import { type BootstrapSettings, bootstrapInterval, type Interval } from "../evaluate/bootstrap.ts";
import { meanScore } from "../evaluate/mean-score.ts";
import { type MeanAndDeviation, meanAndDeviation } from "../evaluate/mean-and-deviation.ts";
import { type PairedSigns, pairedSigns } from "../evaluate/paired-signs.ts";
import { pairedDifference } from "../evaluate/resampled-statistic.ts";

/** One run of any environment, with the layer or without it, on the same seed and so under the same drift. */
export type GovernedRun = (seed: number, layer: "with" | "without") => GovernedOutcome;

export interface GovernedOutcome {
  /** How long it lived, in steps: the measure of the ruling. */
  readonly survivalSteps: number;
  /** What it earned, for the price of living longer. */
  readonly reward: number;
  /** How many actions were suppressed; 0 without the layer. */
  readonly suppressions: number;
}

/** Whether the layer has earned its place, by the original's own test: "survives longer under the same drift". */
export interface PairedBenefit {
  readonly seeds: number;
  readonly survivalWith: MeanAndDeviation;
  readonly survivalWithout: MeanAndDeviation;
  /** Mean steps gained by the layer, with interval. */
  readonly survivalGain: Interval;
  /** Mean reward gained by it, with interval; below 0 where survival was paid for. */
  readonly rewardGain: Interval;
  /** Seeds on which it lived longer, as long, and shorter. */
  readonly signs: PairedSigns;
  /** Per run with the layer, on average. */
  readonly suppressionsMean: number;
  readonly ruling: "on" | "off";
  readonly reason: "lives-longer" | "lives-shorter" | "no-proof" | "too-few-seeds" | "never-acted";
}

/** With fewer seeds a bootstrap interval is too narrow to prove anything. */
export const SEEDS_MIN = 20;

/**
 * Runs every seed twice and rules. `on` only where the interval of the mean gain lies above 0; all else ships off. Throws
 * `PAIRED_BENEFIT` where seeds repeat, a run has no finite outcome, or one without the layer was suppressed: then they were no pairs.
 */
export function pairedBenefit(run: GovernedRun, seeds: readonly number[], settings: BootstrapSettings): PairedBenefit {
  checkSeeds(seeds);
  const governed = seeds.map((seed) => checkedOutcome(run(seed, "with"), seed));
  const free = seeds.map((seed) => checkedOutcome(run(seed, "without"), seed));
  if (free.some(({ suppressions }) => suppressions !== 0)) {
    throw benefitFault("no suppression without the layer", "some");
  }
  const survival = [governed, free].map((runs) => runs.map(({ survivalSteps }) => survivalSteps)) as [
    number[],
    number[],
  ];
  const reward = [governed, free].map((runs) => runs.map((outcome) => outcome.reward)) as [number[], number[]];
  const survivalGain = gainOf(survival, settings);
  const suppressionsMean = meanAndDeviation(governed.map(({ suppressions }) => suppressions)).mean;
  const reason = reasonOf(seeds.length, suppressionsMean, survivalGain);
  return {
    seeds: seeds.length,
    survivalWith: meanAndDeviation(survival[0]),
    survivalWithout: meanAndDeviation(survival[1]),
    survivalGain,
    rewardGain: gainOf(reward, settings),
    signs: pairedSigns([survival[0]], [survival[1]]),
    suppressionsMean,
    ruling: reason === "lives-longer" ? "on" : "off",
    reason,
  };
}

const gainOf = ([governed, free]: readonly [number[], number[]], settings: BootstrapSettings): Interval =>
  bootstrapInterval(pairedDifference([governed], [free], meanScore), settings);

function reasonOf(seeds: number, suppressionsMean: number, { low, high }: Interval): PairedBenefit["reason"] {
  if (seeds < SEEDS_MIN) return "too-few-seeds";
  if (suppressionsMean === 0) return "never-acted";
  if (low > 0) return "lives-longer";
  return high < 0 ? "lives-shorter" : "no-proof";
}

function checkSeeds(seeds: readonly number[]): void {
  if (seeds.length > 0 && new Set(seeds).size === seeds.length) return;
  throw benefitFault("different seeds, at least one", `${seeds.length} of which ${new Set(seeds).size} differ`);
}

function checkedOutcome(outcome: GovernedOutcome, seed: number): GovernedOutcome {
  const { survivalSteps, reward, suppressions } = outcome;
  if ([survivalSteps, reward].every(Number.isFinite) && Number.isSafeInteger(suppressions) && suppressions >= 0) {
    return outcome;
  }
  throw benefitFault(
    "finite survival and reward and a count of suppressions",
    `${JSON.stringify(outcome)} on seed ${seed}`,
  );
}

const benefitFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PAIRED_BENEFIT",
    expected,
    received,
    fix: "run the same environment twice on each seed, with the layer as the only difference",
  });

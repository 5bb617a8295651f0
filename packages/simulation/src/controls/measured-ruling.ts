import type { PairedBenefit } from "./paired-benefit.ts";

/** Whether the control layer has earned its place in one kind of run, and the figures that say so. Survival in steps. */
export interface MeasuredRuling {
  readonly world: "gardener" | "cluster";
  readonly profile: string;
  /** Who acts: the Gardener's agents or the cluster's policy. */
  readonly actors: string;
  /** Under which drift it was tried. */
  readonly drift: string;
  readonly firstSeed: number;
  readonly seeds: number;
  readonly survivalWithout: number;
  readonly survivalWith: number;
  /** Of the gain in survival: mean, and the ends of its 95 % interval. */
  readonly gain: readonly [mean: number, low: number, high: number];
  /** Of the gain in reward. */
  readonly rewardGain: readonly [mean: number, low: number, high: number];
  readonly suppressionsMean: number;
  readonly reason: PairedBenefit["reason"];
}

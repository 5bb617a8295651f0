import type { GardenerSpec } from "../spec/gardener-spec.ts";
import { clip } from "../../numbers/clip.ts";

/** What risk is made of, after one generation. Shares are in [0, 1]. */
export interface RiskSignals {
  readonly entropyGradient: number;
  readonly populationVolatility: number;
  readonly emergencyRatio: number;
  /** Dirt as a share of what the field can hold. */
  readonly level: number;
  readonly hotShare: number;
  readonly starvingShare: number;
  readonly respawns: number;
  /** Mean growth of the whole field in a generation, in full cells. */
  readonly growthMean: number;
}

type RiskSpec = GardenerSpec["risk"];
type ClassicRisk = Extract<RiskSpec, { readonly kind: "classic" }>;
type CalibratedRisk = Extract<RiskSpec, { readonly kind: "calibrated" }>;

/** Risk of one generation before flow and smoothing. */
export const rawRisk = (spec: RiskSpec, signals: RiskSignals): number =>
  spec.kind === "classic" ? classicRawRisk(spec, signals) : calibratedRawRisk(spec, signals);

/** Reference §4.6. Blind to the level of dirt and to the sign of its change (§4.7). */
export function classicRawRisk(
  spec: ClassicRisk,
  signals: Pick<RiskSignals, "entropyGradient" | "populationVolatility" | "emergencyRatio">,
): number {
  const gradient = logistic(3 * (Math.abs(signals.entropyGradient) / spec.gradientScale - 0.5));
  const volatility = logistic(3 * (signals.populationVolatility / spec.volatilityScale - 0.5));
  const emergency = logistic(4 * (signals.emergencyRatio - 0.25));
  return spec.gradientWeight * gradient + spec.volatilityWeight * volatility + spec.emergencyWeight * emergency;
}

/** A weighted sum of shares; only the gradient has a sign. */
export function calibratedRawRisk(spec: CalibratedRisk, signals: RiskSignals): number {
  const gradient = clip(signals.entropyGradient / signals.growthMean, -1, 1);
  return (
    spec.levelWeight * signals.level +
    spec.hotSpotWeight * signals.hotShare +
    spec.starvingWeight * signals.starvingShare +
    spec.respawnWeight * Math.min(1, signals.respawns / spec.respawnScale) +
    spec.gradientWeight * gradient
  );
}

/** An exponential moving average, held in [0, 1]. */
export const smoothed = (before: number, value: number, alpha: number): number =>
  clip((1 - alpha) * before + alpha * value);

/** Risk mixed with flow, smoothed (reference §4.6). */
export const nextRisk = (before: number, raw: number, flow: number, spec: GardenerSpec): number =>
  smoothed(before, clip(raw + spec.flow.weight * flow), spec.risk.emaAlpha);

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

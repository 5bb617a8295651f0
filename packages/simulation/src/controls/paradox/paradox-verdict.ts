import type { Verdict } from "../../gardener/risk/verdict.ts";
import type { ParadoxParameters } from "./paradox-parameters.ts";
import type { ParadoxState } from "./paradox-state.ts";
import { clip } from "../../numbers/clip.ts";

/** `creative` is the original's `creative_tension`; the seed's name is used in everything that we put out. */
export const PARADOX_ACTIONS: Readonly<Record<Verdict, string>> = {
  creative: "PRESERVE_AND_FEED",
  bubble: "IGNORE",
  collapse: "FORCE_COLLAPSE",
};

export type ParadoxVersion = "1.0" | "1.1";

/**
 * 0.40·tension + 0.40·coherence + 0.20·pressure + 0.10·confidence. The weights sum to 1.1: v1.0 clamps to [0, 1], v1.1 divides
 * by their sum. Tension counts as good, so that tense and incoherent states keep a middling energy (a defect of the original).
 */
export function paradoxEnergy(state: ParadoxState, parameters: ParadoxParameters, version: ParadoxVersion): number {
  const { tensionWeight, coherenceWeight, pressureWeight, confidenceWeight } = parameters;
  const sum =
    tensionWeight * state.tension +
    coherenceWeight * state.coherence +
    pressureWeight * state.pressureResponse +
    confidenceWeight * state.confidence;
  const weights = tensionWeight + coherenceWeight + pressureWeight + confidenceWeight;
  // Without any weight there is no energy to speak of.
  return version === "1.0" ? clip(sum) : weights > 0 ? sum / weights : 0;
}

/** First match. Defensive states of middling values fall through to `creative` (a defect of the original). */
export function paradoxVerdict(state: ParadoxState, parameters: ParadoxParameters): Verdict {
  if (collapses(state, parameters)) return "collapse";
  return bubbles(state, parameters) ? "bubble" : "creative";
}

const collapses = (state: ParadoxState, parameters: ParadoxParameters): boolean =>
  state.tension >= parameters.collapseTensionMin &&
  state.coherence <= parameters.collapseCoherenceMax &&
  state.pressureResponse <= parameters.collapsePressureMax &&
  state.selfProtecting;

const bubbles = (state: ParadoxState, parameters: ParadoxParameters): boolean =>
  state.coherence <= parameters.bubbleCoherenceMax &&
  state.pressureResponse <= parameters.bubblePressureMax &&
  !state.selfProtecting;

/** What the verdict adds to the reward. `creative` never adds less than half of its k: doing nothing farms it (a defect). */
export function paradoxBonus(verdict: Verdict, energy: number, parameters: ParadoxParameters): number {
  if (verdict === "collapse") return parameters.collapseReward;
  return verdict === "bubble" ? parameters.bubbleReward : parameters.creativeReward * (0.5 + 0.5 * energy);
}

/** The risk of this instant: 0.95, 0.65, or 0.25 + 0.50·tension. */
export function instantRisk(verdict: Verdict, tension: number): number {
  if (verdict === "collapse") return 0.95;
  return verdict === "bubble" ? 0.65 : 0.25 + 0.5 * tension;
}

/** ρ ← 0.90·ρ + 0.10·risk. */
export const riskAfter = (risk: number, instant: number, { riskKept }: ParadoxParameters): number =>
  riskKept * risk + (1 - riskKept) * instant;

/** α = 1.00 − (1.00 − 0.15)·ρ, kept in [0.15, 1]. */
export const paradoxAlpha = (risk: number, { alphaMin, alphaMax }: ParadoxParameters): number =>
  clip(alphaMax - (alphaMax - alphaMin) * risk, alphaMin, alphaMax);

/** Why survival is forced, or null. */
export function paradoxSurvival(state: ParadoxState, energy: number, parameters: ParadoxParameters): string | null {
  if (energy <= parameters.survivalEnergyMax) return `energy at most ${parameters.survivalEnergyMax}`;
  const { survivalCoherenceMax, survivalPressureMax } = parameters;
  return state.coherence <= survivalCoherenceMax && state.pressureResponse <= survivalPressureMax
    ? `coherence at most ${survivalCoherenceMax} and pressure response at most ${survivalPressureMax}`
    : null;
}

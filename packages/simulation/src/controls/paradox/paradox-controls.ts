import type { Verdict } from "../../gardener/risk/verdict.ts";
import { clampedState, type ParadoxSignal, type ParadoxState } from "./paradox-state.ts";
import { orderedParameters, type ParadoxParameters } from "./paradox-parameters.ts";
import {
  instantRisk,
  paradoxAlpha,
  paradoxBonus,
  paradoxEnergy,
  paradoxSurvival,
  paradoxVerdict,
  type ParadoxVersion,
  PARADOX_ACTIONS,
  riskAfter,
} from "./paradox-verdict.ts";

/**
 * An action to be damped. A continuous one is multiplied by α. A discrete one is left as it is: the original multiplies its
 * number too, which makes 4.45 of action 5; what damping means for it is in `../discrete-damping.ts`. Of another kind nothing is known,
 * and nothing is changed.
 */
export type ParadoxAction =
  | { readonly kind: "continuous"; readonly values: readonly number[] }
  | { readonly kind: "discrete"; readonly index: number }
  | { readonly kind: "unknown"; readonly value: unknown };

/** One judgement, in the original's shape. Numbers to three decimals, but for `risk.carried`. */
export interface ParadoxReport {
  readonly verdict: {
    readonly type: Verdict;
    readonly energy: number;
    readonly action: string;
    readonly reason: string;
    readonly signals: ParadoxState;
    /** Signals that came outside [0, 1]; v1.0 leaves it empty. */
    readonly clamped: readonly ParadoxSignal[];
  };
  readonly reward: { readonly base: number; readonly shaped: number };
  readonly risk: {
    readonly instant: number;
    readonly ema: number;
    readonly dampingAlpha: number;
    /** The smoothed risk unrounded, to be handed to the next judgement. */
    readonly carried: number;
  };
  readonly action: { readonly original: ParadoxAction; readonly damped: ParadoxAction };
  readonly survival: {
    readonly forced: boolean;
    readonly reason: string;
    /** Advice only, for the caller to follow. */
    readonly directive: "SAFE_DISCRETE" | "SAFE_CONTINUOUS" | null;
  };
}

export interface ParadoxInput {
  readonly state: ParadoxState;
  readonly baseReward: number;
  /** The smoothed risk before: `risk.carried` of the last report, 0 at the start. */
  readonly risk: number;
  readonly action: ParadoxAction;
}

/** One judgement of the original's controls, in either version. */
export function paradoxControls(
  { state: given, baseReward, risk, action }: ParadoxInput,
  rawParameters: ParadoxParameters,
  version: ParadoxVersion,
): ParadoxReport {
  const { state, clamped } = clampedState(given);
  const parameters = version === "1.0" ? rawParameters : orderedParameters(rawParameters);
  const energy = paradoxEnergy(state, parameters, version);
  const type = paradoxVerdict(state, parameters);
  const instant = instantRisk(type, state.tension);
  const carried = riskAfter(risk, instant, parameters);
  const alpha = paradoxAlpha(carried, parameters);
  return {
    verdict: {
      type,
      energy: rounded(energy),
      action: PARADOX_ACTIONS[type],
      reason: REASONS[type],
      signals: roundedState(state),
      clamped: version === "1.0" ? [] : clamped,
    },
    reward: { base: rounded(baseReward), shaped: rounded(baseReward + paradoxBonus(type, energy, parameters)) },
    risk: { instant: rounded(instant), ema: rounded(carried), dampingAlpha: rounded(alpha), carried },
    action: { original: action, damped: dampedAction(action, alpha) },
    survival: survivalPart(paradoxSurvival(state, energy, parameters), action),
  };
}

const REASONS: Readonly<Record<Verdict, string>> = {
  creative: "neither collapse nor bubble",
  bubble: "low coherence and a weak answer to pressure, undefended",
  collapse: "high tension, low coherence and a weak answer to pressure, defended",
};

const dampedAction = (action: ParadoxAction, alpha: number): ParadoxAction =>
  action.kind === "continuous"
    ? { kind: "continuous", values: action.values.map((value) => rounded(value * alpha)) }
    : action;

const survivalPart = (reason: string | null, action: ParadoxAction): ParadoxReport["survival"] => ({
  forced: reason !== null,
  reason: reason ?? "none",
  directive: reason === null ? null : action.kind === "continuous" ? "SAFE_CONTINUOUS" : "SAFE_DISCRETE",
});

const roundedState = (state: ParadoxState): ParadoxState => ({
  tension: rounded(state.tension),
  coherence: rounded(state.coherence),
  pressureResponse: rounded(state.pressureResponse),
  confidence: rounded(state.confidence),
  selfProtecting: state.selfProtecting,
});

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

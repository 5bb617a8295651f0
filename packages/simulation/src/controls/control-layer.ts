import { PlimsollError } from "@plimsoll/foundation";
import type { Verdict } from "../gardener/risk/verdict.ts";
import { clip } from "../numbers/clip.ts";

/**
 * Via Negativa: one governor for Gardener, ClusterTensor and Prophet. It looks for nearness to collapse and damps what hastens it;
 * it never proposes anything. Judging is this file; what it means for an action is `discrete-damping.ts` and
 * `continuous-damping.ts`. By itself the layer is off: `paired-benefit.ts` says where it has earned to be on.
 */
export interface ControlInput {
  /** The nearness of collapse, 0 to 1, by whatever formula the environment has. */
  readonly risk: number;
  /** How strongly small disturbances grow, 0 upwards (1 and more is much); null where it is not measured. */
  readonly flow: number | null;
  readonly verdict: Verdict;
}

/** The numbers of reference §4.11. Thresholds are 0 to 1 except `survivalOnFlow`, which is of the flow's own scale. */
export interface ControlSettings {
  /** The least share of hastening actions that is left, 0.15 to 1. */
  readonly alphaMin: number;
  readonly riskToDamping: number;
  readonly flowToDamping: number;
  readonly survivalOnVerdict: boolean;
  readonly survivalOnRisk: number;
  readonly survivalOnFlow: number;
  readonly survivalOnBoth: { readonly risk: number; readonly flow: number };
}

export const CONTROL_DEFAULTS: ControlSettings = {
  alphaMin: 0.2,
  riskToDamping: 1,
  flowToDamping: 0.4,
  survivalOnVerdict: true,
  survivalOnRisk: 0.78,
  survivalOnFlow: 0.85,
  survivalOnBoth: { risk: 0.6, flow: 0.7 },
};

/** Why the layer acts as it does; the first that holds. */
export type ControlReason =
  | "signal-unknown"
  | "verdict-collapse"
  | "risk-high"
  | "flow-high"
  | "risk-and-flow"
  | "damping"
  | "undamped";

export interface ControlState {
  readonly verdict: Verdict;
  /** The risk that was judged, in [0, 1]. */
  readonly risk: number;
  /** The share of hastening actions that passes, in [alphaMin, 1]. */
  readonly alpha: number;
  /** Only the safe course is left. */
  readonly survival: boolean;
  readonly reason: ControlReason;
}

/**
 * Judges one step: damping = clip(1.0·risk + 0.4·(clip(flow, 0, 2)/2), 0, 1), α = clip(1 − (1 − alphaMin)·damping, alphaMin, 1).
 * A signal that is not a number is taken for a collapse: a blind governor must not let go. Throws `CONTROL_SETTINGS`.
 */
export function controlState(input: ControlInput, settings: ControlSettings): ControlState {
  checkSettings(settings);
  const { verdict, risk, flow } = input;
  if (!Number.isFinite(risk) || (flow !== null && !Number.isFinite(flow))) {
    return { verdict: "collapse", risk: 1, alpha: settings.alphaMin, survival: true, reason: "signal-unknown" };
  }
  const seen = clip(risk, 0, 1);
  const alpha = alphaOf(dampingOf(seen, flow ?? 0, settings), settings);
  const cause = survivalReason(verdict, seen, flow ?? 0, settings);
  return {
    verdict,
    risk: seen,
    alpha,
    survival: cause !== null,
    reason: cause ?? (alpha < 1 ? "damping" : "undamped"),
  };
}

/** How hard the layer brakes, 0 to 1. */
export const dampingOf = (
  risk: number,
  flow: number,
  { riskToDamping, flowToDamping }: Pick<ControlSettings, "riskToDamping" | "flowToDamping">,
): number => clip(riskToDamping * risk + flowToDamping * (clip(flow, 0, 2) / 2), 0, 1);

/** The share that passes. */
export const alphaOf = (damping: number, { alphaMin }: Pick<ControlSettings, "alphaMin">): number =>
  clip(1 - (1 - alphaMin) * damping, alphaMin, 1);

function survivalReason(
  verdict: Verdict,
  risk: number,
  flow: number,
  { survivalOnVerdict, survivalOnRisk, survivalOnFlow, survivalOnBoth }: ControlSettings,
): ControlReason | null {
  if (survivalOnVerdict && verdict === "collapse") return "verdict-collapse";
  if (risk >= survivalOnRisk) return "risk-high";
  if (flow >= survivalOnFlow) return "flow-high";
  return risk > survivalOnBoth.risk && flow > survivalOnBoth.flow ? "risk-and-flow" : null;
}

/** Below this share the original never goes: an environment must be able to move at all. */
const ALPHA_FLOOR = 0.15;

function checkSettings(settings: ControlSettings): void {
  const { alphaMin, riskToDamping, flowToDamping, survivalOnRisk, survivalOnFlow, survivalOnBoth } = settings;
  const numbers = [
    riskToDamping,
    flowToDamping,
    survivalOnRisk,
    survivalOnFlow,
    survivalOnBoth.risk,
    survivalOnBoth.flow,
  ];
  if (alphaMin >= ALPHA_FLOOR && alphaMin <= 1 && numbers.every((value) => Number.isFinite(value) && value >= 0))
    return;
  throw new PlimsollError({
    code: "CONTROL_SETTINGS",
    expected: `alphaMin from ${ALPHA_FLOOR} to 1 and weights and thresholds of at least 0`,
    received: JSON.stringify(settings),
    fix: "start from CONTROL_DEFAULTS",
  });
}

import { type Key, partKey, uniformAt } from "../random/counter.ts";
import { type ActionCatalogue, actionName, checkedSafeAction, hastens } from "./action-catalogue.ts";
import type { ControlState } from "./control-layer.ts";
import type { Suppression } from "./suppression.ts";

/** One subject's wish at one step. */
export interface Decision {
  readonly step: number;
  readonly subject: number;
  /** The wished action's number in the catalogue. */
  readonly action: number;
  /** What it does if it may not: never one that hastens collapse. */
  readonly safeAction: number;
  /** Whether the wish is an emergency move, which is counted elsewhere. */
  readonly emergency: boolean;
}

export interface DampedDecision {
  readonly action: number;
  /** False where the emergency move was suppressed: what did not happen is not counted. */
  readonly emergency: boolean;
  readonly suppression: Suppression | null;
}

/** How the layer is set up for discrete actions. */
export interface DiscreteControl {
  readonly catalogue: ActionCatalogue;
  /** What survival leaves: the safe action alone (the original), or every action that does not hasten collapse. */
  readonly survivalLeaves: "safe-action" | "unhastening";
  /** Of this purpose alone, so that switching the layer on draws nothing from the world. */
  readonly key: Key;
}

/**
 * Damping by substitution: in survival the safe action is taken; else an action that hastens collapse is replaced by it with
 * chance 1 − α. The draw belongs to step and subject: no order of subjects, and no other subject, changes it. Throws
 * `CONTROL_ACTION`.
 */
export function substitutedAction(decision: Decision, state: ControlState, control: DiscreteControl): DampedDecision {
  const { action, emergency } = decision;
  const safeAction = checkedSafeAction(control.catalogue, decision.safeAction);
  if (action === safeAction || !isWithdrawn(decision, state, control)) return { action, emergency, suppression: null };
  return {
    action: safeAction,
    emergency: false,
    suppression: suppressionOf(decision, safeAction, "substitution", state, control),
  };
}

/** The question before the choice: what may be chosen from. */
export type MaskedChoice = Omit<Decision, "action" | "emergency">;

/**
 * Damping by masking, for policies that can choose again: the same law as substitution, with the hastening actions withdrawn before
 * the choice. The safe action is always allowed. `mask[i]` says whether action i is. Throws `CONTROL_ACTION`.
 */
export function actionMask(choice: MaskedChoice, state: ControlState, control: DiscreteControl): readonly boolean[] {
  const safeAction = checkedSafeAction(control.catalogue, choice.safeAction);
  return control.catalogue.actions.map(
    (_, action) => action === safeAction || !isWithdrawn({ ...choice, action }, state, control),
  );
}

/** What a mask did: `wished` is the choice without it, `chosen` the one with it. Null where they are the same. */
export const maskSuppression = (
  choice: MaskedChoice & { readonly wished: number; readonly chosen: number },
  state: ControlState,
  control: DiscreteControl,
): Suppression | null =>
  choice.wished === choice.chosen
    ? null
    : suppressionOf({ ...choice, action: choice.wished }, choice.chosen, "mask", state, control);

type Wish = Pick<Decision, "step" | "subject" | "action">;

function isWithdrawn({ step, subject, action }: Wish, state: ControlState, control: DiscreteControl): boolean {
  const hastening = hastens(control.catalogue, action);
  if (state.survival) return hastening || control.survivalLeaves === "safe-action";
  return hastening && uniformAt(partKey(control.key, step), subject) >= state.alpha;
}

const suppressionOf = (
  { step, subject, action }: Wish,
  taken: number,
  means: Suppression["means"],
  { reason }: ControlState,
  { catalogue }: DiscreteControl,
): Suppression => ({
  step,
  subject,
  from: actionName(catalogue, action),
  to: actionName(catalogue, taken),
  means,
  cause: reason,
});

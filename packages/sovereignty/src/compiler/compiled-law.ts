import { type ActionSet, ACTIONS_OF_CLASS, NO_ACTIONS } from "../world/action.ts";
import type { EpochId } from "../law/epoch.ts";
import type { Rule, RuleId } from "../law/rule.ts";
import type { Observation } from "../world/observation.ts";
import type { Holds } from "./condition-compiler.ts";

/** A rule after compilation: what it says, and when. */
export interface CompiledRule {
  readonly rule: Rule;
  /** Of the law that it was compiled from: a rule of another law is never active. */
  readonly normHash: string;
  readonly conditionHolds: Holds;
  readonly exceptionHolds: Holds;
  /** What a permission permits or a prohibition prohibits; empty for an obligation. */
  readonly actions: ActionSet;
}

export interface CompiledLaw {
  readonly normHash: string;
  readonly rules: readonly CompiledRule[];
  readonly byId: ReadonlyMap<RuleId, CompiledRule>;
  /** Epochs that its rules embed, in law order and without repetition (seed §4.1). */
  readonly embeddedEpochs: readonly EpochId[];
}

export const isActive = (compiled: CompiledRule, normHash: string, seen: Observation): boolean =>
  compiled.normHash === normHash &&
  (compiled.rule.expiresEpisode === null || seen.episode < compiled.rule.expiresEpisode) &&
  compiled.conditionHolds(seen) &&
  !compiled.exceptionHolds(seen);

export const activeRules = (law: CompiledLaw, seen: Observation): readonly CompiledRule[] =>
  law.rules.filter((rule) => isActive(rule, law.normHash, seen));

/** What is permitted and not prohibited: `compiled_permitted_actions` of seed §8. Nothing is permitted by default. */
export function permittedActions(law: CompiledLaw, seen: Observation): ActionSet {
  let [permitted, prohibited] = [NO_ACTIONS, NO_ACTIONS];
  for (const compiled of law.rules) {
    if (compiled.actions === NO_ACTIONS || !isActive(compiled, law.normHash, seen)) continue;
    if (compiled.rule.type === "PERMISSION") permitted |= compiled.actions;
    else prohibited |= compiled.actions;
  }
  return permitted & ~prohibited;
}

/** The active prohibitions that reach into a set of actions, by their ids: the blocking rules of a contradiction. */
export const blockingRules = (law: CompiledLaw, seen: Observation, actions: ActionSet): readonly RuleId[] =>
  activeRules(law, seen)
    .filter(({ rule, actions: reach }) => rule.type === "PROHIBITION" && (reach & actions) !== NO_ACTIONS)
    .map(({ rule }) => rule.id);

export const actionsOfEffect = ({ effect }: Rule): ActionSet =>
  effect.effectType === "ACTION_CLASS" ? ACTIONS_OF_CLASS[effect.actionClass] : NO_ACTIONS;

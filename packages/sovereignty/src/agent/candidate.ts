import type { Claim } from "../compiler/jcomp.ts";
import type { Law } from "../law/law.ts";
import { condition, type Condition, conditionsWithin } from "../law/condition.ts";
import type { Rule, RuleId } from "../law/rule.ts";
import { lawRepair, repairText } from "../law/law-repair.ts";
import { exceptionTo } from "../law/patch.ts";
import {
  type ActionClass,
  ACTIONS_OF_CLASS,
  type ActionId,
  classOfAction,
  NO_ACTIONS,
  setOfActions,
} from "../world/action.ts";
import type { Observation } from "../world/observation.ts";
import { isServed } from "../world/observe.ts";
import { STAMP_CARGO, DELIVER_A, DELIVER_B, type Target } from "../world/target.ts";
import type { AgentView, ContradictionNotice, Deliberator, TracedContradiction } from "./deliberator.ts";
import { ownEpoch } from "./deliberator.ts";
import { justificationText } from "./justification.ts";
import { groundedAction } from "./grounding.ts";

/**
 * MVRSA-4.3, the one candidate. It holds nothing between steps: what it sees tells it where it is, what it carries as law tells it
 * what it owes, and a repair is built from the trace of the contradiction alone, never from knowledge of rule ids.
 */
export const candidate: Deliberator = {
  justify: (view) => {
    const duty = dutyOf(view);
    return duty === null ? [] : justified(view, duty, groundedAction(view.observation, duty.target));
  },
  repair: (view, notice, attempt) => (attempt > 1 ? null : repairOf(view, notice)),
};

/** What the agent takes itself to owe, and by which rule; a null rule where the environment asks for it. */
export interface Duty {
  readonly target: Target;
  readonly ruleId: RuleId | null;
}

export function dutyOf({ observation: seen, law }: AgentView): Duty | null {
  if (seen.regime === 1 && !seen.stamped) return { target: STAMP_CARGO, ruleId: null };
  if (seen.regime === 2 && seen.canDeliverA) return { target: DELIVER_A, ruleId: null };
  if (seen.regime === 2 && seen.canDeliverB) return { target: DELIVER_B, ruleId: null };
  const owed = law.rules.filter((rule) => rule.type === "OBLIGATION" && !isMet(seen, rule));
  const [first] = owed.toSorted((left, right) => right.priority - left.priority);
  return first?.effect.effectType === "OBLIGATION_TARGET" ? { target: first.effect.target, ruleId: first.id } : null;
}

function isMet(seen: Observation, { effect }: Rule): boolean {
  if (effect.effectType !== "OBLIGATION_TARGET") return true;
  const { targetId } = effect.target;
  return targetId === "CARGO" ? seen.stamped : isServed(targetId, seen);
}

const permissionFor = (law: Law, action: ActionId): RuleId | null =>
  law.rules.find(({ type, effect }) => type === "PERMISSION" && isOfClass(effect, action))?.id ?? null;

const isOfClass = (effect: Rule["effect"], action: ActionId): boolean =>
  effect.effectType === "ACTION_CLASS" &&
  (ACTIONS_OF_CLASS[effect.actionClass] & setOfActions([action])) !== NO_ACTIONS;

/** The one justification of an action by a duty; none where the law knows no permission of its class. */
export function justified({ law }: AgentView, { target, ruleId }: Duty, action: ActionId): readonly string[] {
  const permission = permissionFor(law, action);
  if (permission === null) return [];
  const duty: readonly Claim[] =
    ruleId === null ? [] : [{ predicate: "OBLIGATES_TARGET", args: [ruleId, target.kind, target.targetId] }];
  const text = justificationText({
    action,
    ruleRefs: ruleId === null ? [permission] : [permission, ruleId],
    claims: [
      { predicate: "PERMITS", args: [permission, classOfAction(action)] },
      ...duty,
      { predicate: "PROGRESS_ACTION", args: [ruleId ?? permission, action, target.targetId] },
    ],
  });
  return [text];
}

/** No trace entry is known to whoever was shown none. */
const NO_ENTRY = "0".repeat(16);

function repairOf(view: AgentView, notice: ContradictionNotice): string {
  const { regime } = view.observation;
  const patches = notice === null ? [] : notice.blockingRuleIds.flatMap((id) => patchesOf(view.law, id, notice));
  return repairText(
    lawRepair({
      traceEntryId: notice?.traceEntryId ?? NO_ENTRY,
      ruleIds: notice?.blockingRuleIds ?? [],
      patches,
      priorEpoch: ownEpoch(view),
      contradiction: notice?.contradiction ?? (regime === 2 ? "B" : "A"),
      regimeAtSubmission: regime === 2 ? 2 : 1,
    }),
  );
}

/**
 * The narrowest exception for what was blocked: a table of (class of action, kind of target, what the rule itself names), never of rule
 * ids. A rule with which the table has nothing to do is left as it is.
 */
function patchesOf(law: Law, id: RuleId, { blockedClass, target }: TracedContradiction) {
  const rule = law.rules.find((each) => each.id === id);
  const exceptionCondition = rule === undefined ? null : exceptionFor(rule, blockedClass, target);
  return exceptionCondition === null ? [] : [exceptionTo(id, exceptionCondition)];
}

function exceptionFor(rule: Rule, blockedClass: ActionClass | null, target: Target | null): Condition | null {
  if (blockedClass === "STAMP" && target?.kind === "STAMP_CARGO") return condition("AT_STAMP");
  if (blockedClass !== "DEPOSIT" || target?.kind !== "DELIVER") return null;
  const words = new Set([...conditionsWithin(rule.condition)].map(({ op }) => op));
  if (words.has("AT_ZONE_A")) return condition("CAN_DELIVER_A");
  return words.has("AT_ZONE_B") ? condition("CAN_DELIVER_B") : null;
}

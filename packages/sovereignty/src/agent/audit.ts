import { activeRules, type CompiledLaw } from "../compiler/compiled-law.ts";
import type { Claim, CompiledJustification } from "../compiler/jcomp.ts";
import type { OpenObligation } from "../run/obligation.ts";
import { type ActionSet, isActionId, NO_ACTIONS, setOfActions } from "../world/action.ts";
import { numberOfZone } from "../world/target.ts";
import type { Zone } from "../world/grid.ts";
import type { Observation } from "../world/observation.ts";

/** What a justification's claims are held against: the world and the compiled law as they are at this step. */
export interface AuditedStep {
  readonly seen: Observation;
  readonly law: CompiledLaw;
  readonly open: readonly OpenObligation[];
  /** Physically possible before any law. */
  readonly possible: ActionSet;
  readonly mask: ActionSet;
}

/** `E_EFFECT_MISMATCH`: a claim is false (audit A). `E_DECORATIVE_JUSTIFICATION`: nothing that is possible is excluded (audit B). */
export type AuditCode = "E_EFFECT_MISMATCH" | "E_DECORATIVE_JUSTIFICATION";

/**
 * Audits A, B and C′ on one compiled justification (reference §1.3); null where it stands. One false claim drops it. Audit C has no
 * preferences to predict in v4.3, and C′ leaves an empty mask to the halt that follows.
 */
export function auditFault(justification: CompiledJustification, step: AuditedStep): AuditCode | null {
  if (!justification.claims.every((claim) => isTrue(claim, justification, step))) return "E_EFFECT_MISMATCH";
  const excludesSomething = (step.possible & ~step.mask) !== NO_ACTIONS;
  return step.mask === NO_ACTIONS || excludesSomething ? null : "E_DECORATIVE_JUSTIFICATION";
}

function isTrue({ predicate, args }: Claim, justification: CompiledJustification, step: AuditedStep): boolean {
  const [first = "", second = "", third = ""] = args;
  const { seen } = step;
  switch (predicate) {
    case "PERMITS":
      return hasActive(step, first, "PERMISSION", second);
    case "FORBIDS":
      return hasActive(step, first, "PROHIBITION", second);
    case "OBLIGATES_TARGET":
      return obligates(step, first, second, third);
    case "TARGET_SATISFIED":
      return isObligationFor(step, first, second) && isSatisfied(seen, second);
    case "PROGRESS_ACTION":
      return isProgress(step, justification, first, second, third);
    case "CONFLICTS_WITH":
      return conflicts(step, first, second);
    case "POSITION_EQ":
      return seen.position === first;
    case "CAN_DELIVER":
      return first === "ZONE_A" ? seen.canDeliverA : first === "ZONE_B" && seen.canDeliverB;
    case "HAS_INVENTORY":
      return /^\d$/.test(first) && seen.inventory >= Number(first);
  }
}

const activeRule = ({ law, seen }: AuditedStep, id: string) =>
  activeRules(law, seen).find(({ rule }) => rule.id === id);

function hasActive(step: AuditedStep, id: string, type: "PERMISSION" | "PROHIBITION", actionClass: string): boolean {
  const active = activeRule(step, id)?.rule;
  return (
    active?.type === type && active.effect.effectType === "ACTION_CLASS" && active.effect.actionClass === actionClass
  );
}

function obligates(step: AuditedStep, id: string, kind: string, targetId: string): boolean {
  const effect = activeRule(step, id)?.rule.effect;
  return (
    effect?.effectType === "OBLIGATION_TARGET" && effect.target.kind === kind && effect.target.targetId === targetId
  );
}

const isObligationFor = (step: AuditedStep, id: string, targetId: string): boolean =>
  obligates(step, id, "DEPOSIT_ZONE", targetId);

function isSatisfied(seen: Observation, targetId: string): boolean {
  const zone = numberOfZone(targetId as Zone);
  return [seen.zoneASatisfied, seen.zoneBSatisfied, seen.zoneCSatisfied][zone] ?? false;
}

/** The action brings an open obligation for this target nearer, and the rule that is named obliges to it or permits it. */
function isProgress(
  step: AuditedStep,
  { rules }: CompiledJustification,
  id: string,
  action: string,
  targetId: string,
): boolean {
  const named = rules.find(({ rule }) => rule.id === id);
  if (named === undefined || !isActionId(action)) return false;
  const asked = setOfActions([action]);
  const permits = named.rule.type === "PERMISSION" && (named.actions & asked) !== NO_ACTIONS;
  return step.open.some(
    ({ target, progress, ruleId }) =>
      target.targetId === targetId && (progress & asked) !== NO_ACTIONS && (permits || ruleId === id),
  );
}

/** A permission and a prohibition, both active, of actions in common. */
function conflicts(step: AuditedStep, left: string, right: string): boolean {
  const [one, other] = [activeRule(step, left), activeRule(step, right)];
  if (one === undefined || other === undefined) return false;
  const types = new Set<string>([one.rule.type, other.rule.type]);
  return types.has("PERMISSION") && types.has("PROHIBITION") && (one.actions & other.actions) !== NO_ACTIONS;
}

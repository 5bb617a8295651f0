import { type CompiledLaw, type CompiledRule, isActive } from "../compiler/compiled-law.ts";
import type { ClaimPredicate } from "../compiler/artefact-shapes.ts";
import type { CompiledJustification } from "../compiler/jcomp.ts";
import type { RuleId } from "../law/rule.ts";
import type { OpenObligation } from "../mask/obligation.ts";
import { type ActionSet, classOfAction, isActionId, NO_ACTIONS, setOfActions } from "../world/action.ts";
import type { Zone } from "../world/grid.ts";
import type { Observation } from "../world/observation.ts";
import { isServed } from "../world/observe.ts";

/** What a justification's claims are held against: the world and the compiled law as they are at this step. */
export interface AuditedStep {
  readonly seen: Observation;
  readonly law: CompiledLaw;
  readonly open: readonly OpenObligation[];
  /** Physically possible before any law. */
  readonly possible: ActionSet;
  readonly mask: ActionSet;
}

/**
 * `E_EFFECT_MISMATCH`: a claim is false (audit A). `E_DECORATIVE_JUSTIFICATION`: nothing that is possible is excluded, or no claim is
 * about the action itself (audit B).
 */
export type AuditCode = "E_EFFECT_MISMATCH" | "E_DECORATIVE_JUSTIFICATION";

/**
 * Audits A, B and C′ on one compiled justification (reference §1.3); null where it stands. One false claim drops it. Audit C has no
 * preferences to predict in v4.3, and C′ leaves an empty mask to the halt that follows.
 */
export function auditFault(justification: CompiledJustification, step: AuditedStep): AuditCode | null {
  if (!justification.claims.every(({ predicate, args }) => CLAIM_TRUTH[predicate](step, args, justification)))
    return "E_EFFECT_MISMATCH";
  if (step.mask === NO_ACTIONS) return null;
  const excludesSomething = (step.possible & ~step.mask) !== NO_ACTIONS;
  return excludesSomething && isGrounded(justification, step) ? null : "E_DECORATIVE_JUSTIFICATION";
}

/**
 * Whether the claims are about the action that they stand for: where something is owed, that it brings an open obligation nearer, else
 * that a rule permits it. Without this a list of all actions, each with some truth beside it, would let the mask alone choose.
 */
const isGrounded = ({ action, claims }: CompiledJustification, { open }: AuditedStep): boolean =>
  claims.some(({ predicate, args: [, subject] }) =>
    open.length > 0
      ? predicate === "PROGRESS_ACTION" && subject === action
      : predicate === "PERMITS" && (subject === classOfAction(action) || subject === "ANY"),
  );

/** What each claim says, of the step and of the justification that makes it (reference §3.4). */
type ClaimTruth = (step: AuditedStep, args: readonly string[], justification: CompiledJustification) => boolean;

const CLAIM_TRUTH: Readonly<Record<ClaimPredicate, ClaimTruth>> = {
  PERMITS: (step, [id = "", actionClass = ""]) => hasActive(step, id, "PERMISSION", actionClass),
  FORBIDS: (step, [id = "", actionClass = ""]) => hasActive(step, id, "PROHIBITION", actionClass),
  OBLIGATES_TARGET: (step, [id = "", kind = "", targetId = ""]) => obligates(step, id, kind, targetId),
  TARGET_SATISFIED: (step, [id = "", targetId = ""]) =>
    obligates(step, id, "DEPOSIT_ZONE", targetId) && isServed(targetId as Zone, step.seen),
  PROGRESS_ACTION: (step, [id = "", action = "", targetId = ""], justification) =>
    isProgress(step, justification, id, action, targetId),
  CONFLICTS_WITH: (step, [left = "", right = ""]) => conflicts(step, left, right),
  POSITION_EQ: ({ seen }, [name]) => seen.position === name,
  CAN_DELIVER: ({ seen }, [zone]) => (zone === "ZONE_A" ? seen.canDeliverA : zone === "ZONE_B" && seen.canDeliverB),
  HAS_INVENTORY: ({ seen }, [count = ""]) => /^\d$/.test(count) && seen.inventory >= Number(count),
};

function activeRule({ law, seen }: AuditedStep, id: string): CompiledRule | null {
  const named = law.byId.get(id as RuleId);
  return named !== undefined && isActive(named, law.normHash, seen) ? named : null;
}

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

/** The action brings an open obligation for this target nearer, and a rule that is relied on and active obliges to it or permits it. */
function isProgress(
  step: AuditedStep,
  { rules }: CompiledJustification,
  id: string,
  action: string,
  targetId: string,
): boolean {
  const named = activeRule(step, id);
  const isRelied = rules.some(({ rule }) => rule.id === id);
  if (named === null || !isRelied || !isActionId(action)) return false;
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
  if (one === null || other === null) return false;
  const types = new Set<string>([one.rule.type, other.rule.type]);
  return types.has("PERMISSION") && types.has("PROHIBITION") && (one.actions & other.actions) !== NO_ACTIONS;
}

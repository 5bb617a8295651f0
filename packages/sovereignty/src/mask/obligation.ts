import { activeRules, type CompiledLaw } from "../compiler/compiled-law.ts";
import type { RuleId } from "../law/rule.ts";
import { type ActionSet, NO_ACTIONS } from "../world/action.ts";
import type { Observation } from "../world/observation.ts";
import { progressSet, RANK_INFINITE } from "../world/rank.ts";
import { DELIVER_A, DELIVER_B, STAMP_CARGO, type Target } from "../world/target.ts";
import type { Regime, WorldState } from "../world/world-state.ts";
import type { Apparatus } from "../run/apparatus.ts";

/** What must be brought about: by a rule of the law, or by the environment, which stands above all law. */
export interface Obligation {
  readonly target: Target;
  readonly priority: number;
  /** Null where the environment asserts it. */
  readonly ruleId: RuleId | null;
}

/** An obligation that is not met, with the actions that bring it nearer. */
export interface OpenObligation extends Obligation {
  readonly progress: ActionSet;
}

const ABOVE_ALL_LAW = Number.MAX_SAFE_INTEGER;

const asserted = (...targets: readonly Target[]): readonly Obligation[] =>
  targets.map((target) => ({ target, priority: ABOVE_ALL_LAW, ruleId: null }));

/** What the environment asserts in each regime (reference §12.2): nothing, the stamp, and two deliveries that tie. */
const ASSERTED: Readonly<Record<Regime, readonly Obligation[]>> = {
  0: [],
  1: asserted(STAMP_CARGO),
  2: asserted(DELIVER_A, DELIVER_B),
};

/** All obligations that are not met, whatever their priority. A delivery that is not in sight is dormant: it does not bind. */
export function openObligations(
  apparatus: Apparatus,
  law: CompiledLaw,
  state: WorldState,
  seen: Observation,
): readonly OpenObligation[] {
  const { physics, rank } = apparatus;
  const open: OpenObligation[] = [];
  for (const obligation of [...ASSERTED[state.regime], ...lawObligations(law, seen)]) {
    const distance = rank(physics, state, obligation.target);
    if (distance === 0 || (distance === RANK_INFINITE && obligation.target.kind === "DELIVER")) continue;
    const progress = distance === RANK_INFINITE ? NO_ACTIONS : progressSet(physics, rank, state, obligation.target);
    open.push({ ...obligation, progress });
  }
  return open;
}

/** The open obligations of the highest priority. */
export function bindingObligations(open: readonly OpenObligation[]): readonly OpenObligation[] {
  const highest = Math.max(...open.map(({ priority }) => priority));
  return open.filter(({ priority }) => priority === highest);
}

const lawObligations = (law: CompiledLaw, seen: Observation): readonly Obligation[] =>
  activeRules(law, seen).flatMap(({ rule: { id, priority, effect } }) =>
    effect.effectType === "OBLIGATION_TARGET" ? [{ target: effect.target, priority, ruleId: id }] : [],
  );

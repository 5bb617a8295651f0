import { blockingRules, type CompiledLaw, permittedActions } from "../compiler/compiled-law.ts";
import type { RuleId } from "../law/rule.ts";
import { type ActionSet, NO_ACTIONS } from "../world/action.ts";
import { ZONE_CELLS, numberOfZone } from "../world/grid.ts";
import type { Observation } from "../world/observation.ts";
import { observe } from "../world/observe.ts";
import type { Target } from "../world/target.ts";
import type { WorldState } from "../world/world-state.ts";
import type { Apparatus } from "../run/apparatus.ts";
import { bindingObligations, type OpenObligation, openObligations } from "./obligation.ts";

/** Where law and world leave an agent at one step. */
export type Situation =
  | Free
  /** Progress exists, and every way of it is prohibited (seed §8): only a repair may follow. */
  | Blocked
  /** What binds cannot be brought about from here by any action. */
  | { readonly kind: "impossible"; readonly target: Target }
  /** Two rules of the law bind with the same highest priority: JCOMP's `REFERENCE_ERROR`. */
  | { readonly kind: "tied"; readonly ruleIds: readonly RuleId[] };

export interface Free {
  readonly kind: "free";
  /** Permitted, and nearer to what binds. */
  readonly mask: ActionSet;
  readonly binding: readonly OpenObligation[];
  /** All obligations that are not met: what claims of progress are held against. */
  readonly open: readonly OpenObligation[];
}

export interface Blocked {
  readonly kind: "contradiction";
  readonly target: Target;
  readonly progress: ActionSet;
  readonly permitted: ActionSet;
  readonly blockingRuleIds: readonly RuleId[];
}

/** The one place that decides whether there is a contradiction, what blocks, and what may be done otherwise. */
export function situationOf(apparatus: Apparatus, law: CompiledLaw, state: WorldState): Situation {
  const seen = observe(state);
  const permitted = permittedActions(law, seen);
  const open = openObligations(apparatus, law, state, seen);
  if (open.length === 0) return { kind: "free", mask: permitted, binding: [], open };
  const binding = bindingObligations(open);
  const ofLaw = binding.flatMap(({ ruleId }) => ruleId ?? []);
  if (ofLaw.length > 1) return { kind: "tied", ruleIds: ofLaw };
  const impossible = binding.find(({ progress }) => progress === NO_ACTIONS);
  if (impossible !== undefined) return { kind: "impossible", target: impossible.target };
  const blocked = binding.find(({ progress }) => (progress & permitted) === NO_ACTIONS);
  if (blocked !== undefined) return contradictionOf(law, state, seen, permitted, blocked);
  const progress = binding.reduce((union, each) => union | each.progress, NO_ACTIONS);
  return { kind: "free", mask: progress & permitted, binding, open };
}

function contradictionOf(
  law: CompiledLaw,
  state: WorldState,
  seen: Observation,
  permitted: ActionSet,
  { target, progress }: OpenObligation,
): Blocked {
  const here = blockingRules(law, seen, progress);
  const tied = target.kind === "DELIVER" ? witnessStates(state) : [];
  const elsewhere = tied.flatMap((witness) => blockingRules(law, observe(witness), progress));
  const blockingRuleIds = [...new Set([...here, ...elsewhere])].sort();
  return { kind: "contradiction", target, progress, permitted, blockingRuleIds };
}

/** For each delivery that is still owed, the state in which it is within reach: what blocks there has to be repaired as well. */
const witnessStates = (state: WorldState): readonly WorldState[] =>
  (["ZONE_A", "ZONE_B"] as const)
    .map((zone) => numberOfZone(zone))
    .filter((zone) => (state.served & (1 << zone)) === 0)
    .map((zone) => ({ ...state, cell: ZONE_CELLS[zone]!, inventory: 1, itemType: zone === 0 ? "A" : "B" }));

import { type Action, CLEAN, REPRODUCE, REST } from "../../gardener/agent/action.ts";
import type { ActionFilter, ActionRule, AgentFacts, ControlFacts } from "../../gardener/control/action-filter.ts";
import type { GardenerSpec } from "../../gardener/spec/gardener-spec.ts";
import { GARDENER_ACTIONS, gardenerSafeAction } from "../action-catalogue.ts";
import { CONTROL_DEFAULTS, type ControlSettings, controlState, type ControlState } from "../control-layer.ts";
import { type DiscreteControl, substitutedAction } from "../discrete-damping.ts";

/**
 * Via Negativa in the Gardener's seam between decision and claim: judged once a generation from the record of the one before, by
 * substitution for each agent. Whatever it puts in an action's place is in the record with its cause (`ControlReason`).
 */
export const viaNegativaFilter = (settings: ControlSettings = CONTROL_DEFAULTS): ActionFilter => ({
  name: "via-negativa",
  rule: (facts) => ruleOf(facts, settings),
});

function ruleOf({ spec, generation, previous, key }: ControlFacts, settings: ControlSettings): ActionRule | null {
  if (previous === null) return null;
  const state = controlState({ risk: previous.risk, flow: previous.flow, verdict: previous.verdict }, settings);
  if (state.reason === "undamped") return null;
  const control: DiscreteControl = { catalogue: GARDENER_ACTIONS, survivalLeaves: "safe-action", key };
  return (agent, planned) => damped(spec, generation, state, control, agent, planned);
}

function damped(
  spec: GardenerSpec,
  step: number,
  state: ControlState,
  control: DiscreteControl,
  agent: AgentFacts,
  planned: Action,
): ReturnType<ActionRule> {
  const decision = {
    step,
    subject: agent.id,
    action: agent.wouldReproduce ? REPRODUCE : planned,
    safeAction: safeActionOf(spec, agent),
    emergency: agent.isEmergency,
  };
  const { action, suppression } = substitutedAction(decision, state, control);
  return suppression === null ? null : { action: action as Action, cause: suppression.cause };
}

/** Where rest breeds (`classic`), an agent that could breed cleans instead: else the safe action would be what it suppresses. */
function safeActionOf({ reproduction }: GardenerSpec, { energy, dirt }: AgentFacts): number {
  const safe = gardenerSafeAction(dirt);
  const breedsByRest = !reproduction.isOwnAction && energy > reproduction.threshold;
  return safe === REST && breedsByRest ? CLEAN : safe;
}

import type { Apparatus } from "../run/apparatus.ts";
import { actionsIn } from "../world/action.ts";
import { progressSet } from "../world/rank.ts";
import { depositAt, STAMP_CARGO, type Target } from "../world/target.ts";
import type { WorldState } from "../world/world-state.ts";
import { reachableStates } from "./reachable-states.ts";
import type { Check } from "./stage-reports.ts";
import { CALIBRATION } from "./thresholds.ts";

/** Deliveries are left out: by E1 they are in sight from one cell only, and there one action is nearer. */
const TARGETS: readonly Target[] = [depositAt("ZONE_A"), depositAt("ZONE_B"), depositAt("ZONE_C"), STAMP_CARGO];

/** Somewhere on the way to each target more than one action is progress: the mask alone does not steer (reference §2.6). */
export function branchingChecks(apparatus: Apparatus): readonly Check[] {
  const states = reachableStates(apparatus.physics);
  return TARGETS.map((target) => branchingCheck(apparatus, states, target));
}

function branchingCheck({ physics, rank }: Apparatus, states: readonly WorldState[], target: Target): Check {
  let widest = 0;
  for (const state of states) widest = Math.max(widest, actionsIn(progressSet(physics, rank, state, target)).length);
  return {
    id: `BRANCHES_${target.kind}_${target.targetId}`,
    name: `more than one way leads to ${target.kind} ${target.targetId}`,
    passed: widest >= CALIBRATION.branchingMin,
    found: `${widest} actions at once`,
  };
}

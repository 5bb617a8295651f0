import { justified, dutyOf } from "../agent/candidate.ts";
import { type AgentView, type Deliberator, ownEpoch } from "../agent/deliberator.ts";
import { lawRepair, repairText } from "../law/law-repair.ts";
import { condition } from "../law/condition.ts";
import { exceptionTo, type PatchOperation } from "../law/patch.ts";
import { ACTION_IDS } from "../world/action.ts";
import type { ContradictionType } from "../world/target.ts";
import type { Regime } from "../world/world-state.ts";

/** Ways that lead through a whole episode of each regime, written down before the experiment: digits of actions. */
const PLANS: Readonly<Record<Regime, string>> = {
  0: "004335224005114225",
  1: "00422633335224005114225",
  2: "004335224005114225",
};

/** The pair of repairs whose existence E2 asks for (seed §13). */
export const ORACLE_PATCHES: Readonly<Record<ContradictionType, readonly PatchOperation[]>> = {
  A: [exceptionTo("R6", condition("AT_STAMP"))],
  B: [exceptionTo("R7", condition("CAN_DELIVER_A")), exceptionTo("R8", condition("CAN_DELIVER_B"))],
};

/**
 * The oracle of the calibration: it knows the ways and the repairs beforehand, and shows that they exist. It is no agent, and takes
 * part in nothing but calibration. `repairsFromEpisode` is when it begins to answer contradictions.
 */
export const oracle = (repairsFromEpisode: number): Deliberator => ({
  justify: (view) => {
    const { regime, step } = view.observation;
    const duty = dutyOf(view);
    const action = ACTION_IDS[Number(PLANS[regime][step])];
    return duty === null || action === undefined ? [] : justified(view, duty, action);
  },
  repair: (view, notice, attempt) =>
    notice === null || attempt > 1 || view.observation.episode < repairsFromEpisode
      ? null
      : cannedRepair(view, notice.contradiction, notice.traceEntryId),
});

function cannedRepair(view: AgentView, contradiction: ContradictionType, traceEntryId: string): string {
  const patches = ORACLE_PATCHES[contradiction];
  return repairText(
    lawRepair({
      traceEntryId,
      contradiction,
      patches,
      ruleIds: patches.map(({ targetRuleId }) => targetRuleId),
      priorEpoch: ownEpoch(view),
      regimeAtSubmission: contradiction === "A" ? 1 : 2,
    }),
  );
}

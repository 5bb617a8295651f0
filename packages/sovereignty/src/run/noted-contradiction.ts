import type { TracedContradiction } from "../agent/deliberator.ts";
import type { Blocked } from "../mask/situation.ts";
import type { ContradictionEntry, TraceEntryId } from "../trace/trace-entry.ts";
import { actionsIn, classOfAction, NO_ACTIONS } from "../world/action.ts";
import type { WorldState } from "../world/world-state.ts";
import type { RepairAnswer } from "./halt.ts";
import type { ContradictionRecord } from "./seed-run.ts";

/** The entry of a contradiction: of what is blocked, or, where nothing is, of the law's identity (seed §8, §11). */
export const notedContradiction = (
  traceEntryId: TraceEntryId,
  world: WorldState,
  blocked: Blocked | null,
): ContradictionEntry => ({
  traceEntryId,
  contradiction: world.regime === 2 ? "B" : "A",
  episode: world.episode,
  step: world.step,
  blockingRuleIds: blocked?.blockingRuleIds ?? [],
  target: blocked?.target ?? null,
  progressActions: actionsIn(blocked?.progress ?? NO_ACTIONS),
  permittedActions: actionsIn(blocked?.permitted ?? NO_ACTIONS),
  state: world,
});

/** What the trace says of it, by the names of reference §4. */
export const contradictionData = (entry: ContradictionEntry) => ({
  contradiction_detected: true,
  contradiction_type: entry.contradiction,
  regime: entry.state.regime,
  blocking_rule_ids: [...entry.blockingRuleIds],
  active_obligation_target: entry.target === null ? null : { ...entry.target },
  progress_actions: [...entry.progressActions],
  compiled_permitted_actions: [...entry.permittedActions],
});

/** What the agent is told of it: what a repair may cite, and nothing of the state beyond what it sees. */
export function noticeOf(entry: ContradictionEntry): TracedContradiction {
  const { traceEntryId, contradiction, blockingRuleIds, target, progressActions } = entry;
  const [action] = progressActions;
  const blockedClass = action === undefined ? null : classOfAction(action);
  return { traceEntryId, contradiction, blockingRuleIds, target, progressActions, blockedClass };
}

/** What came of it, by the gate's answers. */
export const contradictionRecord = (
  { traceEntryId, contradiction, episode, step, target, blockingRuleIds }: ContradictionEntry,
  answers: readonly RepairAnswer[],
): ContradictionRecord => ({
  traceEntryId,
  contradiction,
  cause: target === null ? "IDENTITY" : "OBLIGATION",
  episode,
  step,
  target,
  blockingRuleIds,
  answers,
});

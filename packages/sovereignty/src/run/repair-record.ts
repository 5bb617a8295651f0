import type { AcceptedRepair } from "../gate/gate-memory.ts";
import type { LawRepair } from "../law/law-repair.ts";
import type { RepairRecord } from "./seed-run.ts";

/** The record of a repair that became law, where `blocking` was in the way. */
export const repairRecord = (
  { traceEntryId, ruleIds, patches, priorEpoch }: LawRepair,
  { contradiction, episode, step, epoch, fingerprint, modifiedRuleIds }: AcceptedRepair,
  blocking: AcceptedRepair["modifiedRuleIds"],
  isNarrow: boolean,
): RepairRecord => ({
  name: contradiction,
  episode,
  step,
  epoch,
  fingerprint,
  traceEntryId,
  ruleIds,
  patches,
  priorEpoch,
  isNarrow,
  mendsEveryBlocker: blocking.every((id) => modifiedRuleIds.includes(id)),
});

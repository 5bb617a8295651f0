import { condition } from "../law/condition.ts";
import type { EpochId } from "../law/epoch.ts";
import { exceptionTo, type PatchOperation } from "../law/patch.ts";
import type { RuleId } from "../law/rule.ts";
import type { TraceEntryId } from "../trace/trace-entry.ts";
import type { ContradictionType } from "../world/target.ts";

/** A repair as the original writes it: it names rules by heart, and Repair A may name no epoch to build on (reference §5.1). */
export interface PublishedRepair {
  readonly traceEntryId: TraceEntryId;
  readonly ruleIds: readonly RuleId[];
  readonly patches: readonly PatchOperation[];
  readonly priorEpoch: EpochId | null;
}

/** What the original's harness always submits, whatever the agent says (reference §3.7, §11 T4). */
export const CANNED_PATCHES: Readonly<Record<ContradictionType, readonly PatchOperation[]>> = {
  A: [exceptionTo("R6", condition("POSITION_EQ", "STAMP_LOCATION"))],
  B: [exceptionTo("R7", condition("CAN_DELIVER_A")), exceptionTo("R8", condition("CAN_DELIVER_B"))],
};

/** Repair A of the first calibration, which the published report still prints the epochs of. */
export const EARLY_PATCHES_A: readonly PatchOperation[] = [exceptionTo("R6", condition("HAS_RESOURCE", 1))];

export const publishedRepair = (
  patches: readonly PatchOperation[],
  traceEntryId: TraceEntryId,
  priorEpoch: EpochId | null,
): PublishedRepair => ({ traceEntryId, ruleIds: patches.map(({ targetRuleId }) => targetRuleId), patches, priorEpoch });

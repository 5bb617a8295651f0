import { type CanonicalValue, canonicalJson } from "@plimsoll/foundation";
import { chainedHash, type EpochId } from "./epoch.ts";
import { inPatchOrder, type PatchOperation, patchValue } from "./patch.ts";
import type { RuleId } from "./rule.ts";
import type { TraceEntryId } from "../trace/trace-entry.ts";
import type { ContradictionType } from "../world/target.ts";

/** What a repair says: the action by which an agent edits its own law (seed §9). */
export interface LawRepair {
  /** The contradiction that it answers, by the id of its trace entry. */
  readonly traceEntryId: TraceEntryId;
  /** The rules that it holds responsible, sorted. */
  readonly ruleIds: readonly RuleId[];
  /** In canonical order. */
  readonly patches: readonly PatchOperation[];
  /** The epoch on which it builds: `epoch_0` for Repair A, `epoch_1` for Repair B. */
  readonly priorEpoch: EpochId;
  readonly contradiction: ContradictionType;
  readonly regimeAtSubmission: 1 | 2;
}

/** A repair in its canonical order, so that one repair has one fingerprint. */
export const lawRepair = (repair: LawRepair): LawRepair => ({
  ...repair,
  ruleIds: [...repair.ruleIds].sort(),
  patches: inPatchOrder(repair.patches),
});

/** What a repair's fingerprint is of, by the names and in the order in which its canonical text has it. */
export type SignedFields = Readonly<
  Record<"patch_ops" | "prior_repair_epoch" | "rule_ids" | "trace_entry_id", CanonicalValue>
>;

/** SHA-256 of the canonical JSON of what a repair cites, changes and builds on (reference §5.1). Other fields do not enter. */
export const fingerprintOfFields = ({
  patch_ops,
  prior_repair_epoch,
  rule_ids,
  trace_entry_id,
}: SignedFields): string => chainedHash(canonicalJson({ patch_ops, prior_repair_epoch, rule_ids, trace_entry_id }));

export const repairFingerprint = ({ traceEntryId, ruleIds, patches, priorEpoch }: LawRepair): string =>
  fingerprintOfFields({
    patch_ops: patches.map(patchValue),
    prior_repair_epoch: priorEpoch,
    rule_ids: [...ruleIds],
    trace_entry_id: traceEntryId,
  });

/** A repair as the text that an agent submits and JCOMP reads. */
export const repairText = (repair: LawRepair): string => canonicalJson(repairValue(repair));

const repairValue = (repair: LawRepair): CanonicalValue => ({
  action_type: "LAW_REPAIR",
  trace_entry_id: repair.traceEntryId,
  rule_ids: [...repair.ruleIds],
  patch_ops: repair.patches.map(patchValue),
  prior_repair_epoch: repair.priorEpoch,
  repair_fingerprint: repairFingerprint(repair),
  contradiction_type: repair.contradiction,
  regime_at_submission: repair.regimeAtSubmission,
});

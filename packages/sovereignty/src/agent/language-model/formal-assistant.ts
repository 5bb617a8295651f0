import type { CanonicalValue } from "@plimsoll/foundation";
import { lawRepairShape } from "../../compiler/artefact-shapes.ts";
import { fingerprintOfFields } from "../../law/law-repair.ts";
import { inTextOrder } from "../../law/patch.ts";

/** Fields of a repair as a deliberator wrote them. */
export type RepairFields = Readonly<Record<string, unknown>>;

/**
 * The one service to a deliberator that cannot compute SHA-256: it appends the fingerprint of the deliberator's own fields, and
 * changes none of them ("institutional support is mechanical only", reference §1.2). Fields of another shape, or with a fingerprint
 * already, are handed on as they are; JCOMP judges them.
 */
export function withFingerprint(fields: RepairFields): RepairFields {
  if (Object.hasOwn(fields, "repair_fingerprint")) return fields;
  const isWhole = lawRepairShape.parse({ ...fields, repair_fingerprint: NO_FINGERPRINT }).ok;
  return isWhole ? { ...fields, repair_fingerprint: fingerprintOf(fields as unknown as CanonicalFields) } : fields;
}

const NO_FINGERPRINT = "0".repeat(64);

interface CanonicalFields {
  readonly patch_ops: readonly PatchFields[];
  readonly prior_repair_epoch: string;
  readonly rule_ids: readonly string[];
  readonly trace_entry_id: string;
}

type PatchFields = Readonly<Record<string, CanonicalValue>> & { readonly target_rule_id: string; readonly op: string };

/** Over the fields in their canonical order. */
const fingerprintOf = ({ patch_ops, rule_ids, ...others }: CanonicalFields): string =>
  fingerprintOfFields({
    ...others,
    patch_ops: [...patch_ops].sort((left, right) => inTextOrder(patchKey(left), patchKey(right))),
    rule_ids: [...rule_ids].sort(),
  });

const patchKey = ({ target_rule_id, op }: PatchFields): string => `${target_rule_id} ${op}`;

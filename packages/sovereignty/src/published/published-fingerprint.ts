import { chainedHash } from "../law/epoch.ts";
import { inPatchOrder, patchValue } from "../law/patch.ts";
import type { PublishedRepair } from "./canned-repairs.ts";
import { pythonText } from "./python-text.ts";

/**
 * The original's fingerprint of a repair (reference §5.1, §13.1): SHA-256 of trace id, rule ids, patches as Python prints them, and the
 * prior epoch where there is one, one after the other. 64 hexadecimal digits.
 */
export const publishedFingerprint = ({ traceEntryId, ruleIds, patches, priorEpoch }: PublishedRepair): string =>
  chainedHash(
    traceEntryId,
    ...[...ruleIds].sort(),
    ...inPatchOrder(patches).map((patch) => pythonText(patchValue(patch))),
    priorEpoch ?? "",
  );

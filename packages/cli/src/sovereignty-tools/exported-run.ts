import type { Digest } from "@plimsoll/foundation";
import {
  freezeMismatch,
  type FreezeRecord,
  freezeRecordShape,
  invalidRun,
  recordDigest,
  stageRecordShape,
} from "@plimsoll/sovereignty";
import { RECORD_FILES, RunFolder } from "./run-folder.ts";

/** The run that a window speaks for: its baseline record, and why nothing may be claimed; null where something may. */
export interface ExportedRun {
  readonly record: Digest | null;
  readonly invalid: string | null;
}

/** Without a folder a window speaks for itself alone. */
export function exportedRun(path: string | undefined, loaded: FreezeRecord): ExportedRun {
  if (path === undefined) return { record: null, invalid: null };
  const folder = new RunFolder(path);
  const frozen = freezeRecordShape.parse(json(folder.text(RECORD_FILES.freeze)));
  const mismatch = frozen.ok ? freezeMismatch(frozen.value, loaded) : null;
  if (!frozen.ok || mismatch !== null) return { record: null, invalid: mismatch?.code ?? NOTHING_VERIFIED };
  const text = folder.text(RECORD_FILES.run);
  const isVerified = text !== null && isVerifiedBaseline(text, loaded);
  return isVerified ? { record: recordDigest(text), invalid: null } : { record: null, invalid: NOTHING_VERIFIED };
}

/** A window may follow the baseline, and not come before it (seed §14). */
const NOTHING_VERIFIED = invalidRun("PROTOCOL_ORDER_VIOLATION", { expected: "", received: "", fix: "" }).code;

function isVerifiedBaseline(text: string, { freezeDigest }: FreezeRecord): boolean {
  const record = stageRecordShape.parse(json(text));
  if (!record.ok || record.value.freezeDigest !== freezeDigest) return false;
  const { report } = record.value;
  return typeof report === "object" && report !== null && "verdict" in report && report.verdict === "VERIFIED";
}

function json(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

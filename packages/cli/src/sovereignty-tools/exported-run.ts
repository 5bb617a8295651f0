import type { Digest } from "@plimsoll/foundation";
import { type FreezeRecord, orderViolation } from "@plimsoll/sovereignty";
import { InvalidRunError } from "./invalid-run-error.ts";
import { type RecordedProtocol, recordedProtocol } from "./recorded-protocol.ts";
import { RunFolder } from "./run-folder.ts";
import { signedIn } from "./signed-log.ts";

/** The run that a window speaks for: its baseline record, and why nothing may be claimed; null where something may. */
export interface ExportedRun {
  readonly record: Digest | null;
  readonly invalid: string | null;
}

/** Without a folder a window speaks for itself alone. With one it may follow a verified baseline, as the ablations do, and not come before it (seed §14). */
export function exportedRun(path: string | undefined, loaded: FreezeRecord): ExportedRun {
  if (path === undefined) return { record: null, invalid: null };
  try {
    const recorded = protocolIn(path, loaded);
    const violation = orderViolation("ablate", recorded);
    return violation === null
      ? { record: recorded.digests.get("run") ?? null, invalid: null }
      : { record: null, invalid: violation.code };
  } catch (fault) {
    if (!(fault instanceof InvalidRunError)) throw fault;
    return { record: null, invalid: fault.invalidRun.code };
  }
}

function protocolIn(path: string, loaded: FreezeRecord): RecordedProtocol {
  const folder = new RunFolder(path);
  return recordedProtocol(folder, signedIn(folder), loaded);
}

import { existsSync } from "node:fs";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { type FreezeRecord, invalidRun, orderViolation } from "@plimsoll/sovereignty";
import { InvalidRunError } from "./invalid-run-error.ts";
import { recordedProtocol } from "./recorded-protocol.ts";
import { RunFolder } from "./run-folder.ts";
import { signedIn } from "./signed-log.ts";

/** The run that a window speaks for: its baseline record, and why nothing may be claimed; null where something may. */
export interface ExportedRun {
  readonly record: Digest | null;
  readonly invalid: string | null;
}

/**
 * Without a folder a window speaks for itself alone. With one it may follow a verified baseline, as the ablations do, and not come
 * before it (seed §14). A baseline that was signed and no longer holds is told in the window; where none was signed there is no run to
 * speak for. Throws `RECORD_NOT_FOUND`, and `InvalidRunError` where no baseline was signed.
 */
export function exportedRun(path: string | undefined, loaded: FreezeRecord): ExportedRun {
  if (path === undefined) return { record: null, invalid: null };
  if (!existsSync(path)) throw notFound(path);
  const folder = new RunFolder(path);
  const signed = signedIn(folder);
  if (!signed.has("run")) throw withoutBaseline(path);
  try {
    const recorded = recordedProtocol(folder, signed, loaded);
    const violation = orderViolation("ablate", recorded);
    return violation === null
      ? { record: recorded.digests.get("run") ?? null, invalid: null }
      : { record: null, invalid: violation.code };
  } catch (fault) {
    if (!(fault instanceof InvalidRunError)) throw fault;
    return { record: null, invalid: fault.invalidRun.code };
  }
}

const notFound = (path: string): PlimsollError =>
  new PlimsollError({
    code: "RECORD_NOT_FOUND",
    expected: "the folder of an experiment",
    received: `"${path}", which is not there`,
    fix: `begin one: plimsoll lab sovereignty run --folder ${path}`,
  });

const withoutBaseline = (path: string): InvalidRunError =>
  new InvalidRunError(
    invalidRun("PROTOCOL_ORDER_VIOLATION", {
      expected: "a folder whose log has signed a baseline",
      received: `"${path}" without one; nothing is written`,
      fix: `verify the baseline first: plimsoll lab sovereignty run --folder ${path}; or leave --folder out`,
    }),
  );

import { PlimsollError } from "@plimsoll/foundation";
import { RefusedError } from "@plimsoll/governor";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "./print-json.ts";

/** Faults that are answers to what was asked, not something broken. */
const REFUSALS: ReadonlySet<string> = new Set(["EVIDENCE_OTHER_MODEL", "EVIDENCE_MALFORMED"]);
const USAGE: ReadonlySet<string> = new Set(["NO_EVIDENCE_SOURCE"]);

/** Says in one line what went wrong and how to mend it; answers with the exit code. */
export function reportFault(fault: unknown, asJson: boolean): number {
  const { code, message } = describe(fault);
  process.stderr.write(`${code}: ${message}\n`);
  if (asJson) printJson({ type: "summary", ok: false, code, message });
  if (fault instanceof RefusedError || REFUSALS.has(code)) return EXIT.refused;
  return USAGE.has(code) ? EXIT.usage : EXIT.broken;
}

function describe(fault: unknown): { readonly code: string; readonly message: string } {
  if (fault instanceof RefusedError) return { code: fault.refusal.code, message: fault.message };
  if (fault instanceof PlimsollError) return { code: fault.code, message: fault.message };
  const message = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
  return { code: "INTERNAL", message: `this is a fault of plimsoll; please report it: ${message}` };
}

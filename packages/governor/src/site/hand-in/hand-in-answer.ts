import { type FaultDetail, PlimsollError } from "@plimsoll/foundation";
import type { Entry } from "@plimsoll/kernel";
import type { ShellRefusal, Submission } from "../submission.ts";

/** What became of a command that was handed in. Its entries are in the log, where whoever asked reads them. */
export type HandInAnswer =
  | { readonly kind: "decided"; readonly firstEntry: number; readonly count: number }
  | { readonly kind: "repeated"; readonly firstEntry: number }
  | { readonly kind: "refused"; readonly refusal: ShellRefusal }
  | { readonly kind: "fault"; readonly fault: Omit<FaultDetail, "cause"> };

/** @param entryCount how many entries the log has after it */
export const answerOf = (submission: Submission, entryCount: number): HandInAnswer =>
  submission.kind === "decided"
    ? {
        kind: "decided",
        firstEntry: entryCount - submission.entries.length,
        count: submission.entries.length,
      }
    : submission;

/** @param entriesFrom the log's entries from an index on. Throws the fault that the one who decides ran into. */
export function submissionOf(answer: HandInAnswer, entriesFrom: (index: number) => readonly Entry[]): Submission {
  if (answer.kind === "fault") throw new PlimsollError(answer.fault);
  if (answer.kind !== "decided") return answer;
  const { firstEntry, count } = answer;
  return { kind: "decided", entries: count === 0 ? [] : entriesFrom(firstEntry).slice(0, count) };
}

/** A fault of the one who decides, for the one who asked. */
export function faultAnswer(cause: unknown): HandInAnswer {
  const known = cause instanceof PlimsollError;
  return {
    kind: "fault",
    fault: {
      code: known ? cause.code : "SITE_FAULT",
      expected: "the command to be decided",
      received: cause instanceof Error ? cause.message : String(cause),
      fix: known ? cause.fix : "see what the process says that has the site open",
    },
  };
}

import type { ShellRefusal, Submission } from "@plimsoll/governor";
import { type Entry, REFUSAL_CODES } from "@plimsoll/kernel";
import { type Problem, problemOf } from "../http/problem.ts";

/** What became of a command. */
export type CommandAnswer =
  | {
      readonly decision: "decided";
      /** Index of its first entry in the log; null for one without a receipt: a tick when nothing was due, or that only renewed leases (K-4). */
      readonly firstEntry: number | null;
      readonly entries: readonly Entry[];
    }
  | {
      /** The same command was decided before: this is where its entries stand. */
      readonly decision: "repeated";
      readonly firstEntry: number;
    };

/** The answer to a submission that was not refused. @param firstEntry as its receipt has it; null for one without a receipt */
export function commandAnswer(
  submission: Exclude<Submission, { kind: "refused" }>,
  firstEntry: number | null,
): CommandAnswer {
  if (submission.kind === "repeated") return { decision: "repeated", firstEntry: submission.firstEntry };
  return { decision: "decided", firstEntry, entries: submission.entries };
}

/** Whose signature is missing or void, as against what was asked. */
const FORBIDDEN: ReadonlySet<string> = new Set(["SIGNER_NOT_ALLOWED", "POLICY_QUORUM", "KEY_REVOKED", "FORENSIC_HOLD"]);
const UNAUTHORIZED: ReadonlySet<string> = new Set(["SIGNATURE_INVALID", "OTHER_LOG", "CLOCK_SKEW"]);

/** The problem that a refusal is told as (SVR-34). */
export function refusalProblem(refusal: ShellRefusal): Problem {
  const { code } = refusal;
  return problemOf(statusOf(code), refusal, isRetryable(code));
}

function statusOf(code: string): number {
  if (UNAUTHORIZED.has(code)) return 401;
  if (FORBIDDEN.has(code)) return 403;
  if (code === "COMMAND_MALFORMED") return 400;
  return code === "ID_REUSED" || isRetryable(code) ? 409 : 422;
}

const isRetryable = (code: string): boolean =>
  WITHHELD_BY_MESH.has(code) ||
  (Object.hasOwn(REFUSAL_CODES, code) && REFUSAL_CODES[code as keyof typeof REFUSAL_CODES].retryable);

/** Rights are elsewhere, or others are not heard: the mesh stands in the way, and not the kernel. */
const WITHHELD_BY_MESH: ReadonlySet<string> = new Set([
  "RIGHTS_ELSEWHERE",
  "RIGHTS_UNCONFIRMED",
  "HELD_ELSEWHERE",
  "SITE_OFFLINE",
  "SITE_BEHIND",
  "SITE_UNCONFIRMED",
]);

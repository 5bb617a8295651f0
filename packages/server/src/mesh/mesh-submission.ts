import type { Submission } from "@plimsoll/governor";
import type { SiteAnswer } from "@plimsoll/mesh/node";
import { PlimsollError } from "@plimsoll/foundation";
import { problem, problemOf, ProblemError } from "../http/problem.ts";

/**
 * What the site of a node said, as the desk of a daemon says it. Throws `SITE_UNWITNESSED` for what is durable here and too few
 * others hold: nothing may rest on it yet, and to ask again is to be told once it has taken effect (ME-483).
 */
export function submissionOf(answer: SiteAnswer): Submission {
  if ("refusal" in answer) return { kind: "refused", refusal: answer.refusal };
  if (!answer.isEffective)
    throw problem(
      503,
      "SITE_UNWITNESSED",
      "as many peers that hold the decision as the genesis asks for",
      "fewer, for some seconds",
      "send the same command again: it is decided once",
      true,
    );
  const { kind, firstEntry } = answer;
  return kind === "repeated" ? { kind, firstEntry } : { kind, entries: answer.entries };
}

/** What a node throws that cannot decide now: it may later, and nothing was decided (L1). Messages tell paths: the log has them (SVR-152). */
export function withheldFault(cause: unknown): unknown {
  if (!(cause instanceof PlimsollError) || !/^(MESH|SITE)_/.test(cause.code)) return cause;
  return new ProblemError(problemOf(503, { code: cause.code, ...TOLD }, true), {}, cause);
}

const TOLD = {
  expected: "a node of the mesh that answers and decides",
  received: "one that does not now",
  fix: "ask again; whoever runs it finds why in the daemon's log, and with plimsoll mesh status",
};

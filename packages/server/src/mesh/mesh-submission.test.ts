import { PlimsollError } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { ProblemError } from "../http/problem.ts";
import { refusalProblem } from "../desk/command-answer.ts";
import { submissionOf, withheldFault } from "./mesh-submission.ts";

const refusal = { expected: "rights", received: "none", fix: "ask", rights: null };

test("a decision that too few hold is no answer to build on: 503, and to be asked again", () => {
  for (const kind of ["decided", "repeated"] as const) {
    const answer = { kind, firstEntry: 3, entries: [], events: [], isEffective: false } as const;
    expect(() => submissionOf(answer)).toThrow(ProblemError);
    expect(submissionOf({ ...answer, isEffective: true }).kind).toBe(kind);
  }
});

test("what the mesh withholds may be granted later; what can never be is not said to be retryable", () => {
  const told = (code: "RIGHTS_ELSEWHERE" | "SITE_OFFLINE" | "RIGHTS_FORKED" | "NOT_HOME_SITE") => {
    const submission = submissionOf({ kind: "withheld", refusal: { code, ...refusal } });
    if (submission.kind !== "refused") throw new Error("expected a refusal");
    const { status, retryable } = refusalProblem(submission.refusal);
    return [status, retryable];
  };
  expect(told("RIGHTS_ELSEWHERE")).toEqual([409, true]);
  expect(told("SITE_OFFLINE")).toEqual([409, true]);
  expect(told("RIGHTS_FORKED")).toEqual([422, false]);
  expect(told("NOT_HOME_SITE")).toEqual([422, false]);
});

test("a node that cannot decide now is a 503 with its code; any other fault stays what it is", () => {
  const fault = new PlimsollError({ code: "MESH_SITE_AHEAD", expected: "a", received: "b", fix: "c" });
  expect(withheldFault(fault)).toMatchObject({ problem: { status: 503, code: "MESH_SITE_AHEAD", retryable: true } });
  const other = new Error("another");
  expect(withheldFault(other)).toBe(other);
});

test("SVR-152 of a node that does not run a stranger hears the code and no path; the log has the fault itself", () => {
  const fault = new PlimsollError({
    code: "MESH_NODE_NOT_RUNNING",
    expected: "a node that listens on /srv/site/control.sock",
    received: "connect ENOENT /srv/site/control.sock",
    fix: "start it on /srv/site",
  });
  const told = withheldFault(fault);
  if (!(told instanceof ProblemError)) throw new Error("expected a problem");
  expect(told.problem).toMatchObject({ code: "MESH_NODE_NOT_RUNNING", retryable: true });
  expect(JSON.stringify(told.problem)).not.toContain("/srv");
  expect(told.cause).toBe(fault);
});

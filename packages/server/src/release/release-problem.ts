import { PlimsollError } from "@plimsoll/foundation";
import { problemOf, ProblemError } from "../http/problem.ts";

/** Answers from the release store; what it throws is a 503 with its own code, never an empty list. Messages tell paths: the log has them. */
export function fromStore<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PlimsollError)) throw cause;
    const { code } = cause;
    throw new ProblemError(problemOf(503, { code, ...TOLD }), {}, cause);
  }
}

const TOLD = {
  expected: "a release store that is whole",
  received: "another",
  fix: "look into the daemon's log, and at the store: plimsoll release check",
};

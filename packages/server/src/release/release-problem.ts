import { PlimsollError } from "@plimsoll/foundation";
import { problemOf, ProblemError } from "../http/problem.ts";

/** Answers from the release store; what it throws is a 503 with its own code, never an empty list. */
export function fromStore<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PlimsollError)) throw cause;
    const { code, message, fix } = cause;
    throw new ProblemError(problemOf(503, { code, expected: "a release store that is whole", received: message, fix }));
  }
}

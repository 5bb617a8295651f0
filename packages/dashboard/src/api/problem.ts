import { boolean, integer } from "@plimsoll/foundation";
import { known, open, text } from "./open-shape.ts";

/** What went wrong, in the words of RFC 9457 and SVR-37. */
export interface Problem {
  /** Null where no server answered. */
  readonly status: number | null;
  readonly code: string;
  readonly title: string;
  readonly expected: string | null;
  readonly received: string | null;
  readonly fix: string | null;
  readonly retryable: boolean | null;
}

const problemShape = open({
  status: known(integer()),
  code: text,
  title: known(text),
  expected: known(text),
  received: known(text),
  fix: known(text),
  retryable: known(boolean),
});

/** An answer that is no success, whatever it holds. */
export function problemOf(status: number, body: unknown): Problem {
  const read = problemShape.parse(body);
  if (read.ok) return { ...read.value, status, title: read.value.title ?? `the server answered ${status}` };
  return { ...NOTHING, status, code: `HTTP_${status}`, title: `the server answered ${status} and did not say why` };
}

/** No answer at all: refused, cut off, or timed out. */
export const unreachable = (cause: unknown): Problem => ({
  ...NOTHING,
  code: "NO_ANSWER",
  title: "the site did not answer",
  received: cause instanceof Error ? cause.message : String(cause),
  fix: "see that plimsoll serve is running, then wait: the page asks again by itself",
  retryable: true,
});

/** An answer that the page cannot read: it is not shown, rather than shown in part. */
export const unreadable = (path: string, expected: string, received: string): Problem => ({
  ...NOTHING,
  code: "ANSWER_MALFORMED",
  title: "the site answered in a form that this page does not know",
  expected: `${expected} at ${path === "" ? "the top" : path}`,
  received,
  fix: "reload the page: it may be older than the server",
});

const NOTHING: Problem = {
  status: null,
  code: "",
  title: "",
  expected: null,
  received: null,
  fix: null,
  retryable: null,
};

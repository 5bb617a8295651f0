import type { FaultDetail } from "@plimsoll/foundation";

/** An error as the API tells it (RFC 9457), with the project's stable code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
  /** Whether the same wish may be granted later. */
  readonly retryable: boolean;
}

/** What a request said is repeated no longer than this. */
const TOLD_LENGTH_MAX = 200;

/** A request that ends in a problem. */
export class ProblemError extends Error {
  readonly problem: Problem;
  /** Headers that go with it, such as `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param cause what the log tells besides, and nobody else */
  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}, cause?: unknown) {
    super(problem.code, { cause });
    this.name = "ProblemError";
    this.problem = problem;
    this.headers = headers;
  }
}

export const problemOf = (
  status: number,
  { code, expected, received, fix }: Omit<FaultDetail, "cause">,
  retryable = false,
): Problem => ({
  type: `urn:plimsoll:code:${code}`,
  title: TITLES[status] ?? "Error",
  status,
  code,
  expected: told(expected),
  received: told(received),
  fix: told(fix),
  retryable,
});

export const problem = (
  status: number,
  code: string,
  expected: string,
  received: string,
  fix: string,
  retryable = false,
): ProblemError => new ProblemError(problemOf(status, { code, expected, received, fix }, retryable));

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

const told = (text: string): string => (text.length <= TOLD_LENGTH_MAX ? text : `${text.slice(0, TOLD_LENGTH_MAX)}…`);

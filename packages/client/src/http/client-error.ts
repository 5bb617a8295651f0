import type { Problem } from "../generated/types.ts";

/** Anything that a client throws on purpose: a stable code, and what to do. */
export class ClientError extends Error {
  readonly code: string;
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
  /** Whether the same wish may be granted later. */
  readonly retryable: boolean;

  constructor(
    { code, expected, received, fix, retryable }: Omit<Problem, "type" | "title" | "status">,
    options?: ErrorOptions,
  ) {
    super(`${code}: expected ${expected}; received ${received}; ${fix}`, options);
    this.name = "ClientError";
    this.code = code;
    this.expected = expected;
    this.received = received;
    this.fix = fix;
    this.retryable = retryable;
  }
}

/** The site said no, and why (RFC 9457). */
export class ProblemError extends ClientError {
  readonly status: number;
  readonly problem: Problem;
  /** How long the site asks to wait, ms; null where it says nothing. */
  readonly retryAfterMs: number | null;

  constructor(problem: Problem, retryAfterMs: number | null = null) {
    super(problem);
    this.name = "ProblemError";
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** No answer came: nobody listens, the connection broke, or it took too long. What was asked may have been done. */
export class UnreachableError extends ClientError {
  constructor(received: string, cause: unknown) {
    super(
      {
        code: "UNREACHABLE",
        expected: "an answer of the site",
        received,
        fix: "is the daemon running?",
        retryable: true,
      },
      { cause },
    );
    this.name = "UnreachableError";
  }
}

/** Something that a site of this version does not say: another program answers, or one in between. */
export const answerMalformed = (expected: string, received: string, retryable = false): ClientError =>
  new ClientError({
    code: "ANSWER_MALFORMED",
    expected,
    received,
    fix: "is this the address of a plimsoll daemon of this version?",
    retryable,
  });

/** What the caller gave cannot be asked. */
export const requestMalformed = (expected: string, received: string, fix: string): ClientError =>
  new ClientError({ code: "REQUEST_MALFORMED", expected, received, fix, retryable: false });

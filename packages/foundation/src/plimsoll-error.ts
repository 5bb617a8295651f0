/** What a caller needs to mend a fault: what was expected, what came, and what to do about it. */
export interface FaultDetail {
  /** Stable, upper snake case, listed in `spec/codes.md`. The contract; the text is not. */
  readonly code: string;
  readonly expected: string;
  readonly received: string;
  readonly fix: string;
  readonly cause?: unknown;
}

/**
 * The environment or the input is broken and the caller cannot go on.
 * Refusals of the kernel are not errors: they are values (see `Result`).
 */
export class PlimsollError extends Error {
  readonly code: string;
  readonly fix: string;

  constructor({ code, expected, received, fix, cause }: FaultDetail) {
    super(`expected ${expected}, got ${received}; ${fix}`, cause === undefined ? {} : { cause });
    this.name = "PlimsollError";
    this.code = code;
    this.fix = fix;
  }
}

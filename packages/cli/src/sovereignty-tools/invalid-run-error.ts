import type { InvalidRun } from "@plimsoll/sovereignty";

/** Carries the experiment's refusal out of the shell, past everything that would still be done. */
export class InvalidRunError extends Error {
  readonly invalidRun: InvalidRun;

  constructor(invalidRun: InvalidRun) {
    const { code, expected, received, fix } = invalidRun;
    super(`${code}: expected ${expected}, got ${received}; ${fix}`);
    this.name = "InvalidRunError";
    this.invalidRun = invalidRun;
  }
}

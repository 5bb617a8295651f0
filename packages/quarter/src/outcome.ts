import { PlimsollError } from "@plimsoll/foundation";

/** A chapter may say only what the ledger shows: anything else ends the story. Throws `QUARTER_OUTCOME`. */
export function requireOutcome(holds: boolean, expected: string, received: string): asserts holds {
  if (!holds) throw unexpected(expected, received);
}

/** The value that a chapter rests on. Throws `QUARTER_OUTCOME` where it is missing. */
export function found<T>(value: T | null | undefined, expected: string): T {
  if (value === null || value === undefined) throw unexpected(expected, "nothing of the kind");
  return value;
}

const unexpected = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "QUARTER_OUTCOME",
    expected,
    received,
    fix: "this seed does not tell the story: take another one, and report this one",
  });

import { type Digest, isDigest } from "../encoding/digest.ts";
import { ok } from "../result.ts";
import { type Shape, shape } from "./shape.ts";

/** A whole number in [minimum, maximum]; both default to what JSON carries exactly. */
export const integer = (minimum = 0, maximum = Number.MAX_SAFE_INTEGER): Shape<number> =>
  shape(
    `a whole number from ${minimum} to ${maximum}`,
    { type: "integer", minimum, maximum },
    (value): value is number =>
      Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum,
  );

/** A name: 1 to 128 letters, digits and `._:@/-`, not starting with a sign. */
export const identifier: Shape<string> = matching(
  "an identifier (letters, digits, . _ : @ / -)",
  /^[A-Za-z0-9][\w.:@/-]{0,127}$/,
);

/** A whole number in decimal digits, for amounts beyond 2^53 such as FLOP. At most 39 digits. */
export const decimal: Shape<string> = matching("a whole number in decimal digits", /^(0|[1-9]\d{0,38})$/);

/** A SHA-256 digest, as text. */
export const digest: Shape<Digest> = shape(
  "a digest (sha256: and 64 hexadecimal digits)",
  { type: "string", pattern: "^sha256:[0-9a-f]{64}$" },
  (value): value is Digest => typeof value === "string" && isDigest(value),
);

/** true or false. */
export const boolean: Shape<boolean> = shape(
  "true or false",
  { type: "boolean" },
  (value) => typeof value === "boolean",
);

/** A value that is read elsewhere, by a shape of its own. */
export const anything: Shape<unknown> = { expected: "a value", jsonSchema: {}, parse: (value) => ok(value) };

/** One of the values given, and nothing else. */
export const oneOf = <const T extends string | number>(...choices: readonly T[]): Shape<T> =>
  shape(`one of ${choices.join(", ")}`, { enum: choices }, (value): value is T =>
    (choices as readonly unknown[]).includes(value),
  );

/**
 * A text in which the pattern is found; anchored with ^ and $, one that it fits as a whole.
 *
 * @param expected what to say that it should be
 */
export function matching(expected: string, pattern: RegExp): Shape<string> {
  return shape(
    expected,
    { type: "string", pattern: pattern.source },
    (value): value is string => typeof value === "string" && pattern.test(value),
  );
}

/** A finite number in [minimum, maximum]. Not for anything that is counted: see `integer`. */
export const real = (minimum: number, maximum: number): Shape<number> =>
  shape(
    `a number from ${minimum} to ${maximum}`,
    { type: "number", minimum, maximum },
    (value): value is number =>
      typeof value === "number" && Number.isFinite(value) && value >= minimum && value <= maximum,
  );

import canonicalize from "canonicalize";

/** Everything that may be signed or hashed: no float, no `undefined`, no date. Integers beyond 2^53 travel as decimal strings. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

/**
 * The one text form of a value (RFC 8785).
 * Throws a `TypeError` for a number that is not a safe integer: signed fields hold integers only.
 */
export function canonicalJson(value: CanonicalValue): string {
  assertIntegersOnly(value);
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("expected a value with a canonical form, got undefined");
  return text;
}

function assertIntegersOnly(value: CanonicalValue): void {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new TypeError(`expected a safe integer, got ${value}; carry larger integers as decimal strings`);
  }
  if (typeof value === "object" && value !== null) Object.values(value).forEach(assertIntegersOnly);
}

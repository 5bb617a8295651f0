import { type CanonicalValue, type Digest, digestOfValue } from "@plimsoll/foundation";

/**
 * The digest of a world's spec: of its canonical JSON (RFC 8785), in which fractions are carried as the decimal text that
 * JavaScript gives them, for the project's canonical form has whole numbers alone.
 */
export const specDigest = (spec: object): Digest => digestOfValue(withoutFractions(spec));

function withoutFractions(value: unknown): CanonicalValue {
  if (typeof value === "number" && !Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return value.map(withoutFractions);
  if (typeof value !== "object" || value === null) return value as CanonicalValue;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutFractions(member)]));
}

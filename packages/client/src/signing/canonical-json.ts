import { requestMalformed } from "../http/client-error.ts";

/** Everything that may be signed: no float, no `undefined`. Integers beyond 2^53 travel as decimal strings. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

/** The one text form of a value (RFC 8785), of whole numbers alone. Throws `REQUEST_MALFORMED` for what has none. */
export function canonicalJson(value: unknown): string {
  if (typeof value === "string") return textOf(value);
  if (typeof value === "number") return wholeNumber(value);
  if (typeof value === "boolean" || value === null) return String(value);
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(",")}]`;
  if (isPlainObject(value)) return `{${membersOf(value).join(",")}}`;
  throw unfit(typeof value);
}

/** In the order of UTF-16 code units, which is how JavaScript compares texts (RFC 8785 §3.2.3). */
const membersOf = (value: Readonly<Record<string, unknown>>): readonly string[] =>
  Object.keys(value)
    .toSorted()
    .map((key) => `${textOf(key)}:${canonicalJson(value[key])}`);

function textOf(text: string): string {
  if (!text.isWellFormed()) throw unfit("a text with half a character (a lone surrogate)");
  return JSON.stringify(text);
}

function wholeNumber(value: number): string {
  if (!Number.isSafeInteger(value)) throw unfit(`the number ${value}`);
  return JSON.stringify(value);
}

/** A date, a map or anything else with a way of its own into JSON is not what it seems. */
const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" &&
  value !== null &&
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as null);

const unfit = (received: string): Error =>
  requestMalformed(
    "texts, whole numbers within ±(2^53 - 1), booleans, null, lists and plain objects",
    received,
    "carry larger integers as decimal strings",
  );

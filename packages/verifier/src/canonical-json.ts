export type JsonObject = { readonly [key: string]: unknown };

/** The object in strict canonical JSON (RFC 8785, integers only), or `undefined` when the text is not exactly that. */
export function parseCanonicalObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    // Writing it again and comparing finds doubled keys, other orders, other number forms, blanks and escapes at once.
    return isObject(value) && (isOrdered(value) ? JSON.stringify(value) : canonical(value)) === text
      ? value
      : undefined;
  } catch {
    // No JSON, or nested so deep that the stack ran out.
    return undefined;
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether `JSON.stringify` writes it canonically. Not so with keys that are numbers, which JavaScript puts first. */
function isOrdered(value: unknown): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value === "string") return value.isWellFormed();
  if (Array.isArray(value)) return value.every(isOrdered);
  if (!isObject(value)) return true;
  let before = "";
  for (const key in value) {
    if (key < before || !key.isWellFormed() || !isOrdered(value[key])) return false;
    before = key;
  }
  return true;
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (isObject(value)) return `{${canonicalMembers(value).join(",")}}`;
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new RangeError("not a safe integer");
  if (typeof value === "string" && !value.isWellFormed()) throw new RangeError("a lone surrogate");
  return JSON.stringify(value);
}

/** RFC 8785 §3.2.3 orders keys by UTF-16 code units, as `<` does. */
const canonicalMembers = (value: JsonObject): string[] =>
  Object.keys(value)
    .toSorted((left, right) => (left < right ? -1 : 1))
    .map((key) => `${canonical(key)}:${canonical(value[key])}`);

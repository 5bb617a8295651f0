/** What a foreign JSON text may hold. Numbers may be NaN and infinite: Python writes them as bare words. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

/** The value under a path of names, or nothing as soon as one is not there. */
export function at(value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined {
  let inner = value;
  for (const name of names) {
    if (!isObject(inner) || !Object.hasOwn(inner, name)) return undefined;
    inner = inner[name];
  }
  return inner;
}

/** Absent, null, or an empty list or object: nothing was said. */
export const isNothing = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

/** A short text for a refusal. */
export const shown = (value: JsonValue | undefined): string =>
  value === undefined ? "nothing" : stableText(value).slice(0, 80);

/** One text per value, whatever the order of its keys: what an item's digest is taken of. */
export function stableText(value: JsonValue): string {
  if (isList(value)) return `[${value.map(stableText).join(",")}]`;
  if (typeof value === "number") return `${value}`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${stableText(value[key] ?? null)}`);
  return `{${members.join(",")}}`;
}

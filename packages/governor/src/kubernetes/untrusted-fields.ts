/** What JSON from outside holds under a name: its own fields only, never what every object inherits. */
export function fieldOf(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const name of path) {
    if (!isRecord(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

/** The text there; `null` for anything else. */
export function textAt(value: unknown, ...path: readonly string[]): string | null {
  const found = fieldOf(value, ...path);
  return typeof found === "string" ? found : null;
}

/** The whole number there; `null` for anything else. */
export function integerAt(value: unknown, ...path: readonly string[]): number | null {
  const found = fieldOf(value, ...path);
  return Number.isSafeInteger(found) ? (found as number) : null;
}

/** The list there; empty for nothing, `null` for anything else. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] | null {
  const found = fieldOf(value, ...path) ?? [];
  return Array.isArray(found) ? found : null;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

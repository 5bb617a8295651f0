type Fields = Readonly<Record<string, unknown>>;

/**
 * Lays some fields over others, deeply. A list is replaced as a whole, and so is what is of another `kind`, whose fields mean something else.
 */
export function overlay(base: unknown, over: unknown): unknown {
  if (!isFields(base) || !isFields(over) || isOfAnotherKind(base, over)) return over;
  const laid = Object.entries(over).map(([name, value]) => [
    name,
    Object.hasOwn(base, name) ? overlay(base[name], value) : value,
  ]);
  return { ...base, ...(Object.fromEntries(laid) as Fields) };
}

const isOfAnotherKind = (base: Fields, over: Fields): boolean =>
  "kind" in over && "kind" in base && over["kind"] !== base["kind"];

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

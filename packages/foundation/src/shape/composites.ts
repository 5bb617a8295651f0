import { err, ok, type Result } from "../result.ts";
import { fault, type Shape, type Shaped, type ShapeFault } from "./shape.ts";

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Fielded<F extends Fields> = { readonly [K in keyof F]: Shaped<F[K]> };

/** An object with exactly these fields. */
export function object<F extends Fields>(fields: F): Shape<Fielded<F>> {
  const names = Object.keys(fields);
  const expected = `an object with ${names.join(", ")}`;
  const members: readonly Member[] = Object.entries(fields).map(([name, shape]) => ({ name, shape }));
  const known = new Set(names);
  return {
    expected,
    jsonSchema: {
      type: "object",
      properties: Object.fromEntries(members.map(({ name, shape }) => [name, shape.jsonSchema])),
      required: names,
      additionalProperties: false,
    },
    parse: (value, path = "") => {
      if (!isPlainObject(value)) return err(fault(path, expected, value));
      const unknown = Object.keys(value).find((name) => !known.has(name));
      if (unknown !== undefined) return err(fault(`${path}/${unknown}`, "no such field", value[unknown]));
      return parseMembers(members, value, path) as Result<Fielded<F>, ShapeFault>;
    },
  };
}

/** One field of an object. */
interface Member {
  readonly name: string;
  readonly shape: Shape<unknown>;
}

function parseMembers(
  members: readonly Member[],
  value: Readonly<Record<string, unknown>>,
  path: string,
): Result<unknown, ShapeFault> {
  const parsed: Record<string, unknown> = {};
  for (const { name, shape } of members) {
    const field = shape.parse(Object.hasOwn(value, name) ? value[name] : undefined);
    if (!field.ok) return within(`${path}/${name}`, field.error);
    parsed[name] = field.value;
  }
  return ok(parsed);
}

/** A fault knows its place from where it was found: paths are only put together when something is wrong. */
const within = (path: string, inner: ShapeFault): Result<never, ShapeFault> =>
  err({ ...inner, path: `${path}${inner.path}` });

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A list of at most `itemsMax` values of one shape. */
export const list = <T>(item: Shape<T>, itemsMax: number): Shape<readonly T[]> => ({
  expected: `a list of at most ${itemsMax}`,
  jsonSchema: { type: "array", items: item.jsonSchema, maxItems: itemsMax },
  parse: (value, path = "") => {
    if (!Array.isArray(value) || value.length > itemsMax)
      return err(fault(path, `a list of at most ${itemsMax}`, value));
    const items: T[] = [];
    for (let index = 0; index < value.length; index += 1) {
      const parsed = item.parse(value[index]);
      if (!parsed.ok) return within(`${path}/${index}`, parsed.error);
      items.push(parsed.value);
    }
    return ok(items);
  },
});

/** A value of a shape, or null. */
export const nullable = <T>(inner: Shape<T>): Shape<T | null> => ({
  expected: `${inner.expected}, or null`,
  jsonSchema: { anyOf: [inner.jsonSchema, { type: "null" }] },
  parse: (value, path = "") => (value === null ? ok(null) : inner.parse(value, path)),
});

/** One of several objects, told apart by the text under `tag`. */
export function union<const Tag extends string, V extends Readonly<Record<string, Fields>>>(
  tag: Tag,
  variants: V,
): Shape<{ readonly [K in keyof V]: { readonly [T in Tag]: K } & Fielded<V[K]> }[keyof V]> {
  type Member = { readonly [K in keyof V]: { readonly [T in Tag]: K } & Fielded<V[K]> }[keyof V];
  const shapes = new Map(
    Object.entries(variants).map(([name, fields]) => [name, object({ [tag]: constant(name), ...fields })]),
  );
  const expected = `an object whose ${tag} is one of ${[...shapes.keys()].join(", ")}`;
  return {
    expected,
    jsonSchema: { oneOf: [...shapes.values()].map((member) => member.jsonSchema) },
    parse: (value, path = "") => {
      const member = isPlainObject(value) && typeof value[tag] === "string" ? shapes.get(value[tag]) : undefined;
      if (member === undefined) return err(fault(path, expected, isPlainObject(value) ? value[tag] : value));
      return member.parse(value, path) as Result<Member, ShapeFault>;
    },
  };
}

const constant = (text: string): Shape<string> => ({
  expected: text,
  jsonSchema: { const: text },
  parse: (value, path = "") => (value === text ? ok(text) : err(fault(path, text, value))),
});

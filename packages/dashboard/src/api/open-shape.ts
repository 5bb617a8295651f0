import { err, nullable, ok, type Shape, type Shaped } from "@plimsoll/foundation";
import { visible } from "../show/visible.ts";

type Fields = Readonly<Record<string, Shape<unknown>>>;
type Fielded<F extends Fields> = { readonly [K in keyof F]: Shaped<F[K]> };

/** An object with at least these fields. What else a newer server says is not read. */
export const open = <F extends Fields>(fields: F): Shape<Fielded<F>> => ({
  expected: `an object with ${Object.keys(fields).join(", ")}`,
  jsonSchema: {},
  parse: (value, path = "") => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return err({ path, expected: "an object", received: value === null ? "null" : typeof value });
    const read: Record<string, unknown> = {};
    for (const [name, shape] of Object.entries(fields)) {
      const field = shape.parse((value as Readonly<Record<string, unknown>>)[name], `${path}/${name}`);
      if (!field.ok) return field;
      read[name] = field.value;
    }
    return ok(read as Fielded<F>);
  },
});

/** What is missing, null or of another form is not known, which is null; the page draws that as unknown (SVR-22). */
export const known = <T>(shape: Shape<T>): Shape<T | null> => ({
  ...nullable(shape),
  parse: (value, path = "") => {
    const read = shape.parse(value, path);
    return ok(read.ok ? read.value : null);
  },
});

/** Text of a bounded length, with nothing in it that is not seen: it is only ever shown. */
export const text: Shape<string> = {
  expected: "text of at most 4096 characters",
  jsonSchema: {},
  parse: (value, path = "") =>
    typeof value === "string" && value.length <= 4_096
      ? ok(visible(value))
      : err({ path, expected: "text of at most 4096 characters", received: typeof value }),
};

/** An object with any names, all of whose values have one shape. */
export const byName = <T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> => ({
  expected: `an object of ${shape.expected}`,
  jsonSchema: {},
  parse: (value, path = "") => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return err({ path, expected: "an object", received: typeof value });
    const read: [string, T][] = [];
    for (const [name, inner] of Object.entries(value)) {
      const field = shape.parse(inner, `${path}/${name}`);
      if (!field.ok) return field;
      read.push([name, field.value]);
    }
    return ok(Object.fromEntries(read));
  },
});

import { err, ok, type Result } from "../result.ts";

/** Where a hostile value left its shape. */
export interface ShapeFault {
  /** JSON Pointer (RFC 6901) to the offending place; empty for the whole value. */
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/**
 * The shape of untrusted data: a strict parser whose result is a new, valid value.
 *
 * The kernel may not depend on a schema library, and a parser that is given as data can be printed as JSON Schema.
 * Every shape is closed: an unknown field, a float or an oversized text is a fault, never a warning.
 */
export interface Shape<T> {
  readonly expected: string;
  readonly jsonSchema: Readonly<Record<string, unknown>>;
  parse(value: unknown, path?: string): Result<T, ShapeFault>;
}

/** The type of the values that a shape admits. */
export type Shaped<S> = S extends Shape<infer T> ? T : never;

export function shape<T>(
  expected: string,
  jsonSchema: Readonly<Record<string, unknown>>,
  admits: (value: unknown) => value is T,
): Shape<T> {
  return {
    expected,
    jsonSchema,
    parse: (value, path = "") => (admits(value) ? ok(value) : err(fault(path, expected, value))),
  };
}

export const fault = (path: string, expected: string, value: unknown): ShapeFault => ({
  path,
  expected,
  received: describe(value),
});

const RECEIVED_LENGTH_MAX = 60;

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  const text = typeof value === "bigint" ? `${value}n` : JSON.stringify(value);
  return text.length > RECEIVED_LENGTH_MAX ? `${text.slice(0, RECEIVED_LENGTH_MAX)}…` : text;
}

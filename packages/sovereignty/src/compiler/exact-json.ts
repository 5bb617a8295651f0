import { err, ok, type Result } from "@plimsoll/foundation";
import { type CompileFault, compileFault } from "./compile-fault.ts";

/** No artefact of the DSL is nearly as long, or as deep: the bounds are of the text, and never of the machine that reads it. */
const LENGTH_MAX = 65_536;
const NESTING_MAX = 32;

/**
 * JSON that says one thing in one way: between tokens there may be white space, but a name that comes twice, a number written
 * as 1.0 and a needless escape are refused, since `JSON.parse` would silently choose what they mean.
 */
export function parseExactJson(text: string): Result<unknown, CompileFault> {
  if (text.length > LENGTH_MAX) return err(compileFault("PARSE_ERROR", "", `at most ${LENGTH_MAX} characters`));
  try {
    const value: unknown = JSON.parse(text);
    if (!isNestedWithin(NESTING_MAX, value)) return err(NO_JSON);
    return JSON.stringify(value) === withoutWhiteSpace(text) ? ok(value) : err(INEXACT);
  } catch {
    return err(NO_JSON);
  }
}

/** One fault for both: where a parser gives up on nesting by itself differs from machine to machine. */
const NO_JSON = compileFault("PARSE_ERROR", "", `JSON, nested at most ${NESTING_MAX} deep`);
const INEXACT = compileFault(
  "PARSE_ERROR",
  "",
  "JSON without repeated names, other spellings of numbers, or escapes that are not needed",
);

const withoutWhiteSpace = (text: string): string => text.replaceAll(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, "$1");

const isNestedWithin = (levels: number, value: unknown): boolean =>
  typeof value !== "object" ||
  value === null ||
  (levels > 0 && Object.values(value).every((inner) => isNestedWithin(levels - 1, inner)));

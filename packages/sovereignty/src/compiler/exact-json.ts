import { err, ok, type Result } from "@plimsoll/foundation";
import { type CompileFault, compileFault } from "./compile-fault.ts";

/** No artefact of the DSL is nearly as long. */
const LENGTH_MAX = 65_536;

/**
 * JSON that says one thing in one way: between tokens there may be white space, but a name that comes twice, a number written
 * as 1.0 and a needless escape are refused, since `JSON.parse` would silently choose what they mean.
 */
export function parseExactJson(text: string): Result<unknown, CompileFault> {
  if (text.length > LENGTH_MAX) return err(compileFault("PARSE_ERROR", "", `at most ${LENGTH_MAX} characters`));
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === withoutWhiteSpace(text) ? ok(value) : err(INEXACT);
  } catch {
    // Also where nesting is so deep that the parser gives up.
    return err(NO_JSON);
  }
}

const NO_JSON = compileFault("PARSE_ERROR", "", "JSON");
const INEXACT = compileFault(
  "PARSE_ERROR",
  "",
  "JSON without repeated names, other spellings of numbers, or escapes that are not needed",
);

const withoutWhiteSpace = (text: string): string => text.replaceAll(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, "$1");

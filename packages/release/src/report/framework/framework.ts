import { boolean, decimal, identifier, integer, list, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { dayShape, proseShape } from "../../policy/shapes.ts";
import { VIEWS } from "./view-names.ts";

const clockShape = object({
  id: identifier,
  /** `line`: the log first tells of compute above the line. `incident`: an incident became known. `decision`: the answer. */
  from: oneOf("line", "incident", "decision"),
  unit: oneOf("hours", "days"),
  length: integer(1, 36_500),
  text: proseShape,
  verify: boolean,
});
export type FrameworkClock = Shaped<typeof clockShape>;

/** Headings of a published form, in our words, and which records fill each. No sentence about any subject stands in it. */
export const frameworkShape = object({
  format: oneOf("plimsoll release framework 1"),
  id: identifier,
  name: proseShape,
  version: proseShape,
  /** Of the published text. */
  day: dayShape,
  /** When it was last read. */
  asOf: dayShape,
  /** The primary document was not at hand: whoever relies on it reads it. */
  verify: boolean,
  source: proseShape,
  force: oneOf("voluntary", "law", "proof under a law"),
  /** Identifier in the policy's crosswalk. */
  crosswalk: identifier,
  lines: list(object({ id: identifier, flop: decimal, text: proseShape, verify: boolean }), 8),
  clocks: list(clockShape, 32),
  commitments: list(
    object({ id: identifier, text: proseShape, part: proseShape, views: list(oneOf(...VIEWS), 8) }),
    32,
  ),
  sections: list(object({ id: identifier, title: proseShape, asks: proseShape, views: list(oneOf(...VIEWS), 16) }), 64),
});
export type Framework = Shaped<typeof frameworkShape>;

import { list, object, oneOf, PlimsollError } from "@plimsoll/foundation";
import { type Safeguard, safeguardShape } from "./safeguard.ts";

const SAFEGUARDS_MAX = 4_096;

/** A file of safeguards, such as the one that ships. */
export const safeguardsShape = object({
  format: oneOf("plimsoll release safeguards 1"),
  safeguards: list(safeguardShape, SAFEGUARDS_MAX),
});

/** @throws {PlimsollError} `RELEASE_SAFEGUARDS_INVALID` for what is no set of safeguards, or has an id twice. */
export function readSafeguards(value: unknown): readonly Safeguard[] {
  const parsed = safeguardsShape.parse(value);
  if (!parsed.ok) throw invalid(`${parsed.error.path}: ${parsed.error.expected}`, parsed.error.received);
  const { safeguards } = parsed.value;
  const twice = safeguards.find(({ id }, place) => safeguards.findIndex((other) => other.id === id) !== place);
  if (twice !== undefined) throw invalid("each id once", `${twice.id} twice`);
  return safeguards;
}

const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({ code: "RELEASE_SAFEGUARDS_INVALID", expected, received, fix: "mend the file of safeguards" });

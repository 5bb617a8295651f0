import {
  boolean,
  canonicalJson,
  digest,
  type Digest,
  digestOfValue,
  identifier,
  integer,
  list,
  matching,
  nullable,
  object,
  ok,
  oneOf,
  type Shape,
  type Shaped,
  type ShapeFault,
} from "@plimsoll/foundation";
import { parseNanJson } from "./json/nan-json.ts";
import { type Intaken, refuse } from "./refusal.ts";

/** The result files of other tools that are read. */
export const FORMATS = [
  "inspect-json",
  "inspect-eval",
  "every-eval-ever",
  "lm-eval",
  "promptfoo",
  "garak",
  "pyrit",
  "deepteam",
  "in-toto-test-result",
] as const;

/** One of `FORMATS`. */
export type Format = (typeof FORMATS)[number];

/** The files of one result: most formats have only a `result`, lm-eval and Every Eval Ever keep their `samples` apart. */
export const FILE_ROLES = ["result", "samples"] as const;

export type FileRole = (typeof FILE_ROLES)[number];

const text = matching("1 to 512 characters without control characters", /^[^\p{Cc}]{1,512}$/u);

/** A value of a scorer that a mapping may judge. No float: a limit on a score is the scorer's own business. */
const scoreValue: Shape<string | boolean | number> = {
  expected: "a text, a whole number, or true or false",
  jsonSchema: { anyOf: [text.jsonSchema, boolean.jsonSchema, { type: "integer" }] },
  parse: (value, path = "") => {
    if (typeof value === "string") return text.parse(value, path);
    if (typeof value === "boolean") return ok(value);
    return integer(-1_000_000, 1_000_000).parse(value, path);
  },
};

/** Larger than any window that the exact rule needs. */
const TRIALS_MAX = 100_000;

const plannedTrial = object({ trial: text, cluster: text, itemDigest: nullable(digest) });

const registeredFile = object({ role: oneOf(...FILE_ROLES), digest });

const mappingShape = object({
  mapping: oneOf("plimsoll/intake-mapping/v0.1"),
  format: oneOf(...FORMATS),
  /** Task, probe, plug-in, vulnerability: what the tool calls the thing that was run. */
  subject: text,
  /** Scorer, metric or detector; with `scorerField` one entry of a scorer that answers an object. */
  scorer: text,
  scorerField: nullable(text),
  /** The model under test, as the tool writes it; null where the format does not name one. */
  model: nullable(text),
  /** The data set's name or hash, as the tool writes it; null where the format does not name one. */
  dataset: nullable(text),
  controlled: list(scoreValue, 64),
  uncontrolled: list(scoreValue, 64),
  dimension: identifier,
  context: oneOf("EVAL", "SHADOW"),
  /** Every trial that was planned, in order: the denominator. A null item digest leaves the trial's content unchecked. */
  trials: list(plannedTrial, TRIALS_MAX),
  waivesDirtyRevision: boolean,
  /** What the files' bytes must hash to; null where no digest was registered, and then a file proves less (E-79). */
  registeredFiles: nullable(list(registeredFile, 2)),
});

/**
 * What one foreign result may mean, said before the first trial. It is signed and registered elsewhere; here it is only read.
 * `controlled` and `uncontrolled` list the judged values; any other value decides nothing.
 */
export type IntakeMapping = Shaped<typeof mappingShape>;

export type PlannedTrial = Shaped<typeof plannedTrial>;

/** Reads a mapping from its canonical JSON (RFC 8785). Any other spelling is refused: a digest must have one text. */
export function parseMapping(bytes: Uint8Array): Intaken<IntakeMapping> {
  const mapping = parseMappingDraft(bytes);
  if (!mapping.ok) return mapping;
  return mappingText(mapping.value) === new TextDecoder().decode(bytes)
    ? mapping
    : malformed("canonical JSON (RFC 8785)", "another spelling");
}

/** Reads a mapping that somebody wrote by hand, in any spelling: what is signed is its canonical one. */
export function parseMappingDraft(bytes: Uint8Array): Intaken<IntakeMapping> {
  const json = parseNanJson(bytes);
  if (!json.ok) return malformed("JSON", json.error.received);
  const parsed = mappingShape.parse(json.value);
  if (!parsed.ok) return malformed(parsed.error.expected, `${parsed.error.received} at ${parsed.error.path}`);
  const contradiction = contradictionIn(parsed.value);
  return contradiction === null ? parsed : malformed(contradiction.expected, contradiction.received);
}

/** The one text that has the mapping's digest. */
export const mappingText = (mapping: IntakeMapping): string => canonicalJson(mapping);

/** The name under which a mapping is registered. */
export const mappingDigest = (mapping: IntakeMapping): Digest => digestOfValue(mapping);

const malformed = (expected: string, received: string): Intaken<never> =>
  refuse("INTAKE_MAPPING_MALFORMED", expected, received, "register a mapping of the shape in spec/evidence.md");

function contradictionIn(mapping: IntakeMapping): Omit<ShapeFault, "path"> | null {
  const { controlled, uncontrolled, trials, registeredFiles } = mapping;
  if (trials.length === 0) return { expected: "at least one planned trial", received: "none" };
  if (controlled.length === 0) return { expected: "at least one controlled value", received: "none" };
  if (repeats(trials.map(({ trial }) => trial))) return { expected: "every trial once", received: "a repeated trial" };
  if (repeats((registeredFiles ?? []).map(({ role }) => role)))
    return { expected: "every file once", received: "a repeated role" };
  const [good, bad] = [controlled.map(textOf), uncontrolled.map(textOf)];
  const reachable = good.find((text) => bad.some((other) => isSubsequence(text, other)));
  if (reachable === undefined) return null;
  return {
    expected: "no controlled value that is left when letters of an uncontrolled one are deleted",
    received: reachable,
  };
}

const repeats = (names: readonly string[]): boolean => new Set(names).size < names.length;

const textOf = (value: string | boolean | number): string => `${value}`;

/** Whether deleting characters of `longer` can leave `shorter`: so "controlled" hides in "uncontrolled", and 1 in 10. */
export function isSubsequence(shorter: string, longer: string): boolean {
  const wanted = Array.from(shorter);
  let place = 0;
  for (const character of longer) if (character === wanted[place]) place += 1;
  return place >= wanted.length;
}

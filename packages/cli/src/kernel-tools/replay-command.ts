import {
  type CanonicalValue,
  type Digest,
  digestOfValue,
  err,
  identifier,
  ok,
  type Result,
} from "@plimsoll/foundation";
import type { Refusal, StampedCommand } from "@plimsoll/kernel";
import type { TextLine } from "./text-lines.ts";

const FIELDS: readonly string[] = ["id", "at", "signers", "body"];

/** Why a line is no command, with the id that it names, if it names one. */
export interface MalformedLine {
  readonly command: string | null;
  readonly refusal: Refusal;
}

/**
 * A line of a replay as the sequencer would hand it in: `{"id", "at", "signers": ["key id"], "body"}` and nothing else.
 * The digest is that of the canonical JSON (RFC 8785) of the body. The kernel judges the values; here is only what it
 * could not be given.
 */
export function replayCommand({ number, text }: TextLine): Result<StampedCommand, MalformedLine> {
  const value = text.ok ? parsedJson(text.value) : err(text.error);
  if (!value.ok) return malformed(null, `one JSON object on line ${number}`, value.error);
  if (!isCommandLine(value.value)) {
    return malformed(
      idIn(value.value),
      `exactly the fields ${FIELDS.join(", ")} on line ${number}`,
      fieldsOf(value.value),
    );
  }
  const { id, at, signers, body } = value.value;
  const digest = canonicalDigest(body);
  if (!digest.ok) return malformed(idIn(value.value), `a body with a canonical form on line ${number}`, digest.error);
  return ok({ id, at, digest: digest.value, signers: signers.map((keyId) => ({ keyId })), body });
}

/** Hostile, but for its fields being there: the kernel parses their values. */
interface CommandLine {
  readonly id: string;
  readonly at: number;
  readonly signers: readonly string[];
  readonly body: unknown;
}

function isCommandLine(value: unknown): value is CommandLine {
  if (!isObject(value) || Object.keys(value).length !== FIELDS.length) return false;
  return FIELDS.every((field) => Object.hasOwn(value, field)) && Array.isArray(value["signers"]);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsedJson(text: string): Result<unknown, string> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return err("text that is no JSON");
  }
}

/** Floats, lone surrogates and a nesting beyond the stack have no canonical form. */
function canonicalDigest(body: unknown): Result<Digest, string> {
  try {
    return ok(digestOfValue(body as CanonicalValue));
  } catch (fault) {
    return err(fault instanceof RangeError ? "a nesting too deep" : "a value without one, such as a fraction");
  }
}

/** Only what can be a command id is repeated: anything else is whatever somebody wrote there. */
export function shownId(id: unknown): string | null {
  const parsed = identifier.parse(id);
  return parsed.ok ? parsed.value : null;
}

const idIn = (value: unknown): string | null => shownId(isObject(value) ? value["id"] : undefined);

const FIELDS_SHOWN_MAX = 8;

function fieldsOf(value: unknown): string {
  if (!isObject(value)) return Array.isArray(value) ? "a list" : "a value that is no object";
  const names = Object.keys(value);
  const shown = names.slice(0, FIELDS_SHOWN_MAX).map((name) => JSON.stringify(name.slice(0, 32)));
  if (names.length === 0) return "no field";
  return names.length > FIELDS_SHOWN_MAX
    ? `${shown.join(", ")} and ${names.length - FIELDS_SHOWN_MAX} more`
    : shown.join(", ");
}

const malformed = (command: string | null, expected: string, received: string): Result<never, MalformedLine> =>
  err({
    command,
    refusal: {
      code: "COMMAND_MALFORMED",
      expected,
      received,
      fix: "write one command to a line; see spec/schemas/command.schema.json",
    },
  });

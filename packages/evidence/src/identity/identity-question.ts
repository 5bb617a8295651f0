import {
  canonicalJson,
  digest,
  type Digest,
  digestOfValue,
  identifier,
  integer,
  list,
  object,
  ok,
  oneOf,
  type Shaped,
} from "@plimsoll/foundation";
import { parseNanJson } from "../intake/json/nan-json.ts";
import { type Intaken, refuse } from "../intake/refusal.ts";
import { IDENTITY_FAMILY, identitySeeds, type IdentityWindow } from "./identity-window.ts";

/** More than any policy registers in one family window. */
export const IDENTITY_TRIALS_MAX = 100_000;

const questionShape = object({
  question: oneOf("plimsoll/identity-question/v0.1"),
  family: oneOf(IDENTITY_FAMILY),
  examination: identifier,
  context: oneOf("EVAL", "SHADOW"),
  part: oneOf("public", "held-out"),
  digest,
  pool: identifier,
  pulse: digest,
  seeds: list(integer(0, 2 ** 32 - 1), IDENTITY_TRIALS_MAX),
});

/** What the experiment is asked to play for one window: the file that goes from the examiner to the laboratory. */
export type IdentityQuestion = Shaped<typeof questionShape>;

/** The one question of a window. */
export const questionOf = (window: IdentityWindow): IdentityQuestion => ({
  question: "plimsoll/identity-question/v0.1",
  family: IDENTITY_FAMILY,
  examination: window.examination,
  context: window.context,
  part: window.part,
  digest: window.digest,
  pool: window.pool,
  pulse: window.pulse,
  seeds: identitySeeds(window),
});

/** The one text of a question: canonical JSON (RFC 8785), and the end of its line. */
export const questionText = (question: IdentityQuestion): string => `${canonicalJson(question)}\n`;

/** What a result names its question by. */
export const questionDigest = (question: IdentityQuestion): Digest => digestOfValue(question);

/** Reads a question, in any spelling. Its seeds must be those of its pool and pulse: whoever changes one changes nothing but the refusal. */
export function parseQuestion(bytes: Uint8Array): Intaken<IdentityQuestion> {
  const json = parseNanJson(bytes);
  if (!json.ok) return json;
  const parsed = questionShape.parse(json.value);
  if (!parsed.ok)
    return refuse(
      "INTAKE_FORMAT_UNKNOWN",
      parsed.error.expected,
      `${parsed.error.received} at ${parsed.error.path}`,
      AGAIN,
    );
  const question = parsed.value;
  const seeds = identitySeeds({ ...question, trials: question.seeds.length });
  const other = question.seeds.findIndex((seed, index) => seed !== seeds[index]);
  if (other === -1) return ok(question);
  return refuse("INTAKE_SEEDS_DIFFER", `seed ${seeds[other]} in trial ${other}`, `${question.seeds[other]}`, AGAIN);
}

const AGAIN = "take the question as the examination wrote it: plimsoll evidence examine open";

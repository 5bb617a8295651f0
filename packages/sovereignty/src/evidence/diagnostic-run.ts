import {
  anything,
  boolean,
  type Digest,
  digest,
  digestOfValue,
  err,
  integer,
  list,
  matching,
  nullable,
  object,
  ok,
  oneOf,
  type Result,
  type Shape,
  type ShapeFault,
} from "@plimsoll/foundation";
import type { SeedRun } from "../run/seed-run.ts";
import { type IdentityTrial, identityTrial, invalidTrial } from "./identity-trial.ts";

/** What a record of `lab sovereignty diagnose` says of one seed, as far as a trial needs it. */
export interface DiagnosticRun {
  readonly model: string;
  readonly seed: number;
  /** Of the design under which it was played. */
  readonly freezeDigest: Digest;
  readonly fault: string | null;
  readonly questions: readonly { readonly transcript: Digest }[];
  readonly run: SeedRun | null;
}

/**
 * A seed that a language model played. Nobody can repeat it, so all of its transcripts are named: what was asked and answered, in order. It
 * was a diagnostic and no part of the verdict of v4.3; here it is a trial of that model and of nobody else. One that was played under
 * another freeze is void.
 */
export function diagnosticTrial(index: number, diagnostic: DiagnosticRun, freezeDigest: Digest): IdentityTrial {
  const { seed, run, fault, questions } = diagnostic;
  if (diagnostic.freezeDigest !== freezeDigest)
    return invalidTrial(index, seed, "INVALID_RUN / PREREGISTRATION_VIOLATION");
  if (run === null || fault !== null) return invalidTrial(index, seed, fault ?? "INVALID_RUN / TECHNICAL_FAILURE");
  return identityTrial(index, run, digestOfValue(questions.map(({ transcript }) => transcript)));
}

/** Reads a record of a language model's run, of which nothing is taken for granted. */
export function diagnosticRunOf(value: unknown): Result<DiagnosticRun, ShapeFault> {
  const diagnostic = diagnosticShape.parse(value);
  if (!diagnostic.ok) return diagnostic;
  const { run, seed } = diagnostic.value;
  const played = run === null ? ok(null) : playedShape.parse(run, "/run");
  if (!played.ok) return played;
  if (played.value !== null && played.value.seed !== seed)
    return err({ path: "/run/seed", expected: `seed ${seed}, as its record says`, received: `${played.value.seed}` });
  return ok({ ...diagnostic.value, run: run as SeedRun | null });
}

/** An object of which only these fields are looked at. */
function picked<F extends Readonly<Record<string, Shape<unknown>>>>(fields: F) {
  const inner = object(fields);
  const parse = (value: unknown, path = "") =>
    inner.parse(isRecord(value) ? pick(value, Object.keys(fields)) : value, path);
  return { ...inner, parse };
}

const pick = (value: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => Object.hasOwn(value, name)).map((name) => [name, value[name]]));

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = matching("1 to 200 characters without control characters", /^[^\p{Cc}]{1,200}$/u);

const seed = integer(0, 2 ** 32 - 1);

const playedShape = picked({
  seed,
  halt: nullable(object({ code: text, detail: text, episode: integer(0, 10_000), step: integer(0, 10_000) })),
  repairs: list(picked({ name: oneOf("A", "B") }), 64),
  epochs: list(matching("an epoch (64 hexadecimal digits)", /^[0-9a-f]{64}$/), 64),
  episodes: list(picked({ success: boolean }), 10_000),
});

const diagnosticShape = picked({
  record: oneOf("plimsoll/sovereignty-diagnostic/v0.1"),
  model: text,
  seed,
  freezeDigest: digest,
  fault: nullable(text),
  questions: list(picked({ transcript: digest }), 1_000_000),
  run: anything,
});

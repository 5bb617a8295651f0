import {
  type CanonicalValue,
  type Digest,
  digest,
  digestOfValue,
  integer,
  matching,
  object,
  type Shaped,
} from "@plimsoll/foundation";
import type { RecordKind, ReleaseRecord } from "../record/record.ts";
import { proseShape } from "../policy/shapes.ts";

/** A place in a JSON value (RFC 6901), at most 16 steps deep; empty: the whole of it. */
const pointerShape = matching("a JSON pointer", /^(?:\/[^/\p{Cc}]{0,200}){0,16}$/u);

/** What is withheld from a pack, and why. */
export const redactionShape = object({ record: integer(), pointer: pointerShape, reason: proseShape });
export type Redaction = Shaped<typeof redactionShape>;

/** As the manifest tells it, with the digest of what is not there. */
export const withheldShape = object({ record: integer(), pointer: pointerShape, reason: proseShape, digest });
export type Withheld = Shaped<typeof withheldShape>;

/** What no pack may keep back: without it, nobody could see what was asked, voted, decided or excepted. */
export const NEVER_WITHHELD: ReadonlySet<RecordKind> = new Set<RecordKind>([
  "evaluation.opened",
  "vote.cast",
  "decision.made",
  "evaluation.withdrawn",
  "policy.adopted",
  "override.published",
  "override.used",
  "override.ended",
  "incident.reported",
  "pause.changed",
  "stop.ordered",
  "keys.adopted",
  "safeguards.adopted",
  // Without them a change that was declared, a verdict that did not hold and bytes that are gone would look as if they never were.
  "change.logged",
  "recheck.drawn",
  "verdicts.rechecked",
  "bytes.redacted",
]);

/** The one place of an opening that may be withheld: the input that it names by digest. */
export const INPUT_POINTER = "/input";

export const mayBeWithheld = ({ kind }: ReleaseRecord, pointer: string): boolean =>
  !NEVER_WITHHELD.has(kind) || (kind === "evaluation.opened" && pointer === INPUT_POINTER);

type Container = { [key: string]: CanonicalValue } | CanonicalValue[];

const stepsOf = (pointer: string): readonly string[] =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));

const isContainer = (value: CanonicalValue | undefined): value is Container =>
  typeof value === "object" && value !== null;

const childOf = (value: CanonicalValue | undefined, step: string): CanonicalValue | undefined =>
  isContainer(value) && Object.hasOwn(value, step) ? (value as { [key: string]: CanonicalValue })[step] : undefined;

/** The value at a place; undefined where there is none. */
export const valueAt = (value: CanonicalValue, pointer: string): CanonicalValue | undefined =>
  stepsOf(pointer).reduce<CanonicalValue | undefined>(childOf, value);

/** A copy with what is withheld replaced by its digest and the reason. */
export function withoutParts(value: CanonicalValue, parts: readonly Withheld[]): CanonicalValue {
  const copy = structuredClone(value);
  for (const { pointer, digest: of, reason } of parts) {
    const steps = stepsOf(pointer);
    const parent = steps.slice(0, -1).reduce<CanonicalValue | undefined>(childOf, copy);
    if (isContainer(parent))
      (parent as { [key: string]: CanonicalValue })[steps.at(-1) ?? ""] = { reason, withheld: of };
  }
  return copy;
}

/** Digest of a part of a body: of its canonical JSON. A short or guessable value can be guessed from it. */
export const partDigest = (value: CanonicalValue): Digest => digestOfValue(value);

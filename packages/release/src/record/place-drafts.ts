import { canonicalJson, type CanonicalValue, digestOf, utf8 } from "@plimsoll/foundation";
import type { Draft } from "./bodies.ts";
import type { ReleaseRecord } from "./record.ts";
import { subjectKey } from "./subject-key.ts";

/** A record that is ready to be written, and the bytes of its body. */
export interface PlacedDraft {
  readonly record: ReleaseRecord;
  readonly body: Uint8Array;
}

/** Where a log ends: the next sequence, and the time that none may be before. */
export interface LogEnd {
  readonly sequence: number;
  readonly at: number;
}

/**
 * Gives drafts their places. All have one time: they are one decision.
 *
 * Throws a `TypeError` for a body that has no canonical form (a number that is not whole, `undefined`).
 */
export const placedDrafts = (drafts: readonly Draft[], end: LogEnd, atMs: number): readonly PlacedDraft[] =>
  drafts.map((draft, place) => placed(draft, { sequence: end.sequence + place, at: Math.max(end.at, atMs) }, atMs));

function placed({ kind, subject, evaluation, body }: Draft, { sequence, at }: LogEnd, atMs: number): PlacedDraft {
  const bytes = utf8(canonicalJson(body as unknown as CanonicalValue));
  const record: ReleaseRecord = {
    spec: "rsp",
    sequence,
    atMs,
    at,
    kind,
    subject: subject === null ? null : subjectKey(subject),
    evaluation,
    body: digestOf(bytes),
  };
  return { record, body: bytes };
}

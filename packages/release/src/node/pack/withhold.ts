import { type CanonicalValue, type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  INPUT_POINTER,
  mayBeWithheld,
  partDigest,
  type Redaction,
  valueAt,
  type Withheld,
} from "../../pack/redaction.ts";
import type { ReleaseRecord } from "../../record/record.ts";

/** Redactions in the order of the log, each with the digest of what it takes out. Throws `PACK_REDACTION_REFUSED`. */
export function withheldBy(
  redactions: readonly Redaction[],
  records: readonly ReleaseRecord[],
  bodyOf: (digest: Digest) => CanonicalValue,
): readonly Withheld[] {
  const fault = redactionFault(redactions, records);
  if (fault !== null) throw refused(fault.expected, fault.received);
  return redactions.toSorted(byPlace).map((redaction) => {
    const { body } = records[redaction.record] as ReleaseRecord;
    return { ...redaction, digest: withheldDigest(redaction, body, bodyOf) };
  });
}

function withheldDigest(
  { record, pointer }: Redaction,
  body: Digest,
  bodyOf: (digest: Digest) => CanonicalValue,
): Digest {
  if (pointer === "") return body;
  const value = valueAt(bodyOf(body), pointer);
  if (value === undefined) throw refused(`a value at ${pointer} of record ${record}`, "none");
  return pointer === INPUT_POINTER ? (value as Digest) : partDigest(value);
}

export const byPlace = (one: Redaction, other: Redaction): number =>
  one.record - other.record || (one.pointer < other.pointer ? -1 : 1);

/** Why these redactions cannot be; null where they can. Of one body either the whole is withheld or parts that do not overlap. */
export function redactionFault(
  redactions: readonly Redaction[],
  records: readonly ReleaseRecord[],
): { readonly expected: string; readonly received: string; readonly record: number } | null {
  for (const { record, pointer } of redactions) {
    const header = records[record];
    if (header === undefined) return { expected: "a record of the log", received: `record ${record}`, record };
    if (!mayBeWithheld(header, pointer))
      return { expected: "a body that may be withheld", received: `${header.kind}, record ${record}`, record };
    if (pointer === INPUT_POINTER && header.kind !== "evaluation.opened")
      return { expected: "a place that is not that of an input", received: `${header.kind}, record ${record}`, record };
  }
  return overlapOf(redactions);
}

function overlapOf(redactions: readonly Redaction[]) {
  const sorted = redactions.toSorted(byPlace);
  const overlapping = sorted.find(({ record, pointer }, place) => {
    const before = sorted[place - 1];
    return before?.record === record && `${pointer}/`.startsWith(`${before.pointer}/`);
  });
  return overlapping === undefined
    ? null
    : {
        expected: "places that do not overlap",
        received: `${overlapping.pointer} of record ${overlapping.record}`,
        record: overlapping.record,
      };
}

const refused = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "PACK_REDACTION_REFUSED",
    expected,
    received,
    fix: "withhold bodies of evidence; what was asked, voted, decided or excepted stays public",
  });

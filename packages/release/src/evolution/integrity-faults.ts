import type { Digest } from "@plimsoll/foundation";
import type { ReleaseRecord } from "../record/record.ts";

/** A blob after its bytes were hashed again. */
export interface BlobFinding {
  readonly digest: Digest;
  readonly isPresent: boolean;
  /** Its bytes have the digest. */
  readonly isRight: boolean;
}

/**
 * What is not whole in a site, each fault a sentence (the sheet's §5.20); empty where all is. `records` in the order in which
 * they were read, `dangling` what the shell found that names something that is not there. Nothing is mended here.
 */
export const integrityFaults = (
  records: readonly ReleaseRecord[],
  blobs: readonly BlobFinding[],
  dangling: readonly string[],
): readonly string[] => [
  ...gaps(records),
  ...bodiless(records, blobs),
  ...damaged(blobs),
  ...unopened(records),
  ...dangling,
];

function gaps(records: readonly ReleaseRecord[]): string[] {
  if (records.length === 0) return ["The log holds nothing."];
  return records.flatMap(({ sequence, at }, place) => {
    if (sequence !== place) return [`Record ${sequence} stands at place ${place}.`];
    return at < (records[place - 1]?.at ?? 0) ? [`Record ${sequence} is of a time before the record before it.`] : [];
  });
}

function bodiless(records: readonly ReleaseRecord[], blobs: readonly BlobFinding[]): string[] {
  const looked = new Set(blobs.map(({ digest }) => digest));
  return records.flatMap(({ sequence, body }) =>
    looked.has(body) ? [] : [`Nobody looked at the body of record ${sequence}.`],
  );
}

const damaged = (blobs: readonly BlobFinding[]): string[] =>
  blobs.flatMap(({ digest, isPresent, isRight }) => {
    if (!isPresent) return [`${digest} is not there.`];
    return isRight ? [] : [`${digest} is not what its digest says.`];
  });

/** What belongs to an evaluation comes after its opening, and each is opened and decided once at most. */
function unopened(records: readonly ReleaseRecord[]): string[] {
  const seen = new Set<string>();
  return records.flatMap(({ sequence, kind, evaluation }) => {
    if (evaluation === null) return [];
    const isOnce = kind === "evaluation.opened" || kind === "decision.made";
    const name = `${kind} ${evaluation}`;
    const isTwice = isOnce && seen.has(name);
    seen.add(name);
    if (isTwice) return [`Record ${sequence} is a second ${kind} of ${evaluation}.`];
    return seen.has(`evaluation.opened ${evaluation}`)
      ? []
      : [`Record ${sequence} is of ${evaluation}, which was not opened.`];
  });
}

import { type CanonicalValue, type Digest, digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { type BlobFinding, integrityFaults } from "../evolution/integrity-faults.ts";
import { caughtUp } from "../state/caught-up.ts";
import { EMPTY_STATE } from "../state/release-state.ts";
import type { KeptRecord } from "./kept-record.ts";
import { namedDigests } from "./named-digests.ts";
import type { ReleaseRecord } from "./record.ts";
import type { ReleaseReader } from "./release-store.ts";

/** More findings of one pass are counted and not told. */
const FAULTS_MAX = 100;

/**
 * Goes over a whole release store: the log against its signed roots, each body and all bytes that a record names against
 * their digests, and what the records say of one another (the sheet's §5.20). Mends nothing.
 *
 * @returns a sentence for each fault, at most 100 and a count; empty where all is whole, and for a store that is new. Each
 * makes L4 Red.
 */
export function integrity(store: ReleaseReader): readonly string[] {
  const inLog = store.logFaults();
  if (inLog.length > 0 || store.size === 0) return inLog;
  const records = store.records();
  const bodies = records.map(({ body }) => findingOf(store, body));
  const dangling = [...danglingOf(store, records), ...caughtUp(EMPTY_STATE, store).faults];
  const told = [...new Set(integrityFaults(records, bodies, dangling))];
  return told.length <= FAULTS_MAX ? told : [...told.slice(0, FAULTS_MAX), `And ${told.length - FAULTS_MAX} more.`];
}

/** The body of a record must also be in its one text form: another could say two things under one reading. */
function findingOf(store: ReleaseReader, digest: Digest): BlobFinding {
  const code = codeOf(() => digestOfValue(JSON.parse(new TextDecoder().decode(store.blob(digest))) as CanonicalValue));
  return { digest, isPresent: code !== "RELEASE_BLOB_MISSING", isRight: code === digest };
}

/** Bytes that records name, and that are not here as they must be: whole, or taken away by a record that says so. */
function danglingOf(store: ReleaseReader, records: readonly ReleaseRecord[]): readonly string[] {
  const kept = records.flatMap((record) => keptOf(store, record));
  const redacted = new Set(kept.flatMap((each) => (each.kind === "bytes.redacted" ? [each.body.digest] : [])));
  const codes = new Map<Digest, string>();
  const codeAt = (digest: Digest): string => {
    const code = codes.get(digest) ?? codeOf(() => (store.blob(digest), "whole"));
    codes.set(digest, code);
    return code;
  };
  const isFine = (digest: Digest): boolean =>
    redacted.has(digest) ? codeAt(digest) === "RELEASE_BLOB_REDACTED" : codeAt(digest) === "whole";
  const named = kept.flatMap((each) =>
    namedDigests(each).map((digest) => ({ digest, place: `Record ${each.record.sequence} (${each.kind})` })),
  );
  return [
    ...named.flatMap(({ digest, place }) => (isFine(digest) ? [] : [`${place} names ${digest}: ${codeAt(digest)}.`])),
    ...[...redacted].flatMap((digest) =>
      isFine(digest) ? [] : [`${digest} is said to be redacted: ${codeAt(digest)}.`],
    ),
  ];
}

/** Nothing for a body that cannot be read: that is a finding of its own. */
function keptOf(store: ReleaseReader, record: ReleaseRecord): readonly KeptRecord[] {
  let kept: KeptRecord[] = [];
  codeOf(() => ((kept = [store.kept(record)]), ""));
  return kept;
}

/** What an action gives, or the code of what stops it. */
function codeOf(action: () => string): string {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof PlimsollError) return cause.code;
    if (cause instanceof TypeError || cause instanceof SyntaxError) return "RELEASE_BLOB_DAMAGED";
    throw cause;
  }
}

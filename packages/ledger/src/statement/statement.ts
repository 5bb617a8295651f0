import { type CanonicalValue, canonicalJson, PlimsollError, utf8 } from "@plimsoll/foundation";
import { digestOfBytes, type Envelope, signEnvelope, type SigningKey } from "@plimsoll/foundation/node";
import { type KindOfStatement, KINDS_WITHOUT_STATEMENT, STATEMENT_KINDS } from "./entry-kinds.ts";
import type { EntryObject } from "./entry-object.ts";
import { examinedBy, type ExaminedArtifacts } from "./examined-artifacts.ts";
import { type PredicateName, predicateTypeOf } from "./predicate-type.ts";
import { hexOf, type StatementSubject, subjectOf, subjectsOf } from "./subject.ts";

const STATEMENT_TYPE = "https://in-toto.io/Statement/v1";
const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** An in-toto Statement v1. Its text is canonical JSON: integers only. */
export interface Statement<Predicate> {
  readonly _type: typeof STATEMENT_TYPE;
  /** At least one. */
  readonly subject: readonly StatementSubject[];
  readonly predicateType: string;
  readonly predicate: Predicate;
}

/** Where an entry stands. */
export interface EntryPlace {
  /** The log's name, as its checkpoints have it. */
  readonly origin: string;
  /** From 0. */
  readonly index: number;
}

/** The entry's fields as they are in the ledger, and where it stands there. */
export type EntryPredicate = EntryObject & {
  /** `sha256` is of the entry's own text, in lower-case hexadecimal. */
  readonly ledger: { readonly origin: string; readonly index: number; readonly sha256: string };
};

/**
 * The statement that an entry is; `null` for the kinds of which none is made.
 * Throws `ENTRY_KIND_UNKNOWN`: to leave out what one does not understand would be to export less than the ledger says.
 *
 * @param examined what the window sets and examinations before this entry were registered for
 */
export function statementOf(
  entry: EntryObject,
  place: EntryPlace,
  examined: ExaminedArtifacts,
): Statement<EntryPredicate> | null {
  if (Object.hasOwn(KINDS_WITHOUT_STATEMENT, entry.kind)) return null;
  const kind = kindOf(entry, place.index);
  const digest = digestOfBytes(canonicalJson(entry));
  const artifacts = [...subjectsOf(entry, kind.subjects), ...examinedSubject(entry, kind, examined)];
  return {
    _type: STATEMENT_TYPE,
    subject: artifacts.length > 0 ? artifacts : [subjectOf("entry", digest)],
    predicateType: predicateTypeOf(predicateOf(entry, kind)),
    predicate: { ...entry, ledger: { origin: place.origin, index: place.index, sha256: hexOf(digest) } },
  };
}

/** The statement in a DSSE envelope, as in-toto wants it. */
export const signStatement = (statement: Statement<unknown>, keys: readonly SigningKey[]): Envelope =>
  signEnvelope(PAYLOAD_TYPE, utf8(canonicalJson(statement as unknown as CanonicalValue)), keys);

/** Whatever bears a debit receipt is one, whichever its kind: who adds up the debits must find them all. */
const predicateOf = (entry: EntryObject, { predicate }: KindOfStatement): PredicateName =>
  entry["output"] === "debit-receipt" ? "cu-debit" : predicate;

function examinedSubject(
  entry: EntryObject,
  { examinedIn }: KindOfStatement,
  examined: ExaminedArtifacts,
): readonly StatementSubject[] {
  const digest = examinedIn && examinedBy(entry, examinedIn, examined);
  return digest === undefined ? [] : [subjectOf("examined", digest)];
}

function kindOf({ kind }: EntryObject, index: number): KindOfStatement {
  const known = Object.hasOwn(STATEMENT_KINDS, kind) ? STATEMENT_KINDS[kind] : undefined;
  if (known !== undefined) return known;
  throw new PlimsollError({
    code: "ENTRY_KIND_UNKNOWN",
    expected: "an entry of a kind that this version knows",
    received: `entry ${index} of kind ${JSON.stringify(kind)}`,
    fix: "export with the version of plimsoll that wrote the ledger",
  });
}

import { type CanonicalValue, type Digest, isDigest } from "@plimsoll/foundation";
import type { EntryObject } from "./entry-object.ts";

/** An artifact that a statement is about (in-toto ResourceDescriptor). Consumers match it by digest and nothing else. */
export interface StatementSubject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/** Names of subjects, and where an entry has their digest: field names joined by dots, `*` for each item of a list. */
export type SubjectPaths = Readonly<Record<string, string>>;

/** The artifacts that an entry names by digest, each once, under the first name that it has. */
export function subjectsOf(entry: EntryObject, paths: SubjectPaths): readonly StatementSubject[] {
  const named = Object.entries(paths).flatMap(([name, path]) => subjectsAt(entry, name, path));
  const first = new Map(named.toReversed().map((subject) => [subject.digest.sha256, subject]));
  return named.filter((subject) => first.get(subject.digest.sha256) === subject);
}

export const subjectOf = (name: string, digest: Digest): StatementSubject => ({
  name,
  digest: { sha256: hexOf(digest) },
});

export const hexOf = (digest: Digest): string => digest.slice("sha256:".length);

/** What stands in a list is numbered: names are unique within a statement (in-toto Statement v1, `subject`). */
function subjectsAt(entry: EntryObject, name: string, path: string): readonly StatementSubject[] {
  const isList = path.includes("*");
  return valuesAt(entry, path.split("."))
    .filter(isDigestValue)
    .map((digest, place) => subjectOf(isList ? `${name}/${place}` : name, digest));
}

/** Null where an entry has nothing to name, as a run without initial weights. */
const isDigestValue = (value: CanonicalValue): value is Digest => typeof value === "string" && isDigest(value);

function valuesAt(value: CanonicalValue, [field, ...rest]: readonly string[]): readonly CanonicalValue[] {
  if (field === undefined) return [value];
  if (Array.isArray(value)) return field === "*" ? value.flatMap((item: CanonicalValue) => valuesAt(item, rest)) : [];
  return isRecord(value) && Object.hasOwn(value, field) ? valuesAt(value[field] as CanonicalValue, rest) : [];
}

const isRecord = (value: CanonicalValue): value is Readonly<Record<string, CanonicalValue>> =>
  typeof value === "object" && value !== null;

import { type Digest, isDigest } from "@plimsoll/foundation";
import type { EntryObject } from "./entry-object.ts";

/** Which artifact each window set and examination was registered for. A name is registered once and never again (K-27). */
export type ExaminedArtifacts = ReadonlyMap<string, Digest>;

/** Results name only their set; its registration, further up in the ledger, names the artifact. */
const REGISTRATIONS: Readonly<Record<string, "set" | "examination">> = {
  "windows.registered": "set",
  "families.registered": "examination",
};

/** Takes up a registration; every other entry says nothing of what is examined. */
export function noteExamined(examined: Map<string, Digest>, entry: EntryObject): void {
  const field = Object.hasOwn(REGISTRATIONS, entry.kind) ? REGISTRATIONS[entry.kind] : undefined;
  const [name, digest] = [field && entry[field], entry["digest"]];
  if (field !== undefined && typeof name === "string" && typeof digest === "string" && isDigest(digest))
    examined.set(keyOf(field, name), digest);
}

/** The artifact that an entry is a result on; `undefined` where no registration of that name is known. */
export function examinedBy(
  entry: EntryObject,
  field: "set" | "examination",
  examined: ExaminedArtifacts,
): Digest | undefined {
  const name = entry[field];
  return typeof name === "string" ? examined.get(keyOf(field, name)) : undefined;
}

/** Sets and examinations have names of their own: one of each may be called the same. */
const keyOf = (field: "set" | "examination", name: string): string => `${field}:${name}`;

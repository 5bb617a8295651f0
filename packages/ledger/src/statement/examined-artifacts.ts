import { type CanonicalValue, type Digest, isDigest } from "@plimsoll/foundation";
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
  const digest = entry["digest"];
  if (field !== undefined && typeof digest === "string" && isDigest(digest))
    examined.set(examinedName(field, entry[field]), digest);
}

/** Sets and examinations have names of their own: one of each may be called the same. */
export const examinedName = (field: "set" | "examination", name: CanonicalValue | undefined): string =>
  `${field}:${String(name)}`;

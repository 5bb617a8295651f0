import { type CanonicalValue, canonicalJson, PlimsollError } from "@plimsoll/foundation";

/** An entry as the ledger keeps it: a canonical JSON object with `at` (ms since 1970) and `kind`. */
export type EntryObject = Readonly<Record<string, CanonicalValue>> & {
  readonly kind: string;
  readonly at: number;
};

/** Reads the text of an entry. Throws `ENTRY_NOT_CANONICAL` for what the verifier would not accept either (LG-23). */
export function entryObjectOf(text: string, index: number): EntryObject {
  const value = canonicalValueOf(text);
  if (isEntryObject(value)) return value;
  throw new PlimsollError({
    code: "ENTRY_NOT_CANONICAL",
    expected: "a canonical JSON object (RFC 8785) with at and kind",
    received: `entry ${index}, which is none`,
    fix: "verify the ledger: plimsoll ledger verify DIR",
  });
}

function canonicalValueOf(text: string): unknown {
  try {
    const value = JSON.parse(text) as CanonicalValue;
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

const isEntryObject = (value: unknown): value is EntryObject =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  typeof (value as EntryObject).kind === "string" &&
  Number.isSafeInteger((value as EntryObject).at);

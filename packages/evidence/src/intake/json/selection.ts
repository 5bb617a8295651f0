import { utf8 } from "@plimsoll/foundation";
import { keyNumberOf } from "./key-number.ts";
import type { JsonValue } from "./json-value.ts";

/**
 * Which parts of a JSON text a reader looks at. All of the text is checked; what is not selected is never built, so a log of
 * gigabytes costs the memory of what is asked of it.
 *
 * `whole` builds the value, `presence` builds null in its place: only that it is there.
 */
export type Selection = "whole" | "presence" | Members | Items;

/** An object of which these members are built. Anything else than an object is built as it is, a list as an empty one. */
export interface Members {
  readonly kind: "members";
  readonly byKey: ReadonlyMap<number, Member>;
  /** For members of any other name; null leaves them out. */
  readonly others: Selection | null;
}

export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly selection: Selection;
}

/** A list of which every item is built so. Anything else than a list is built as it is, an object as an empty one. */
export interface Items {
  readonly kind: "items";
  readonly each: Selection;
  /** Takes every item as soon as it is read; the list itself is built empty then. */
  readonly visit: ((item: JsonValue) => void) | null;
}

export const members = (named: Readonly<Record<string, Selection>>, others: Selection | null = null): Members => ({
  kind: "members",
  byKey: new Map(Object.entries(named).map(([name, selection]) => [keyNumberOf(name), memberOf(name, selection)])),
  others,
});

export const items = (each: Selection, visit: Items["visit"] = null): Items => ({ kind: "items", each, visit });

/** The members of these names, whole or only as present. */
export const named = (names: readonly string[], selection: Selection): Readonly<Record<string, Selection>> =>
  Object.fromEntries(names.map((name) => [name, selection]));

const memberOf = (name: string, selection: Selection): Member => ({ name, bytes: utf8(name), selection });

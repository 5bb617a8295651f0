import type { Entry, EntryBodyOf, EntryKind } from "../../entry/entry.ts";
import type { Facts } from "./facts.ts";

/** What one kind of entry adds to the facts. */
export type Observer<K extends EntryKind> = (facts: Facts, entry: Entry & EntryBodyOf<K>) => Facts;
export type Observers = { readonly [K in EntryKind]?: Observer<K> };

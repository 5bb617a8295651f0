import type { Entry, EntryKind } from "@plimsoll/kernel";

/** An entry of one kind. The books read entries as they stand in a log, and nothing else of the kernel. */
export type EntryOf<K extends EntryKind> = Extract<Entry, { readonly kind: K }>;

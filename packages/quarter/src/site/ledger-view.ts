import type { Entry, EntryKind } from "@plimsoll/kernel";
import type { LedgerReader } from "@plimsoll/ledger";

/** An entry where it stands in the ledger. */
export interface Placed<E = Entry> {
  readonly index: number;
  readonly entry: E;
}

export type PlacedOf<K extends EntryKind> = Placed<Extract<Entry, { readonly kind: K }>>;

/** A ledger as it was read: what a chapter and a report may speak of. */
export class LedgerView {
  readonly entries: readonly Placed[];

  constructor(entries: readonly Placed[]) {
    this.entries = entries;
  }

  static of(reader: Pick<LedgerReader, "entries">): LedgerView {
    return new LedgerView(
      [...reader.entries()].map(({ index, text }) => ({ index, entry: JSON.parse(text) as Entry })),
    );
  }

  /** Those from an index on. */
  from(index: number): LedgerView {
    return new LedgerView(this.entries.slice(index));
  }

  /** Entries of one kind, in their order. */
  of<K extends EntryKind>(kind: K): readonly PlacedOf<K>[] {
    return this.entries.filter(({ entry }) => entry.kind === kind) as unknown as readonly PlacedOf<K>[];
  }

  newest<K extends EntryKind>(
    kind: K,
    holds: (entry: PlacedOf<K>["entry"]) => boolean = () => true,
  ): PlacedOf<K> | undefined {
    return this.of(kind).findLast(({ entry }) => holds(entry));
  }
}

import type { RecordKind } from "../record/record.ts";
import { type Case, type Entry, entriesOf, neverOnRecord, withheldBlocks } from "./case.ts";
import { type Block, type Row, tableBlock, textBlock } from "./document.ts";

/** Every record of one kind in the history of the subject, one row each; what is withheld of it is said before. */
export function historyTable<K extends RecordKind>(
  theCase: Case,
  kind: K,
  caption: string,
  heads: readonly string[],
  rowOf: (entry: Entry<K>) => Row,
): readonly Block[] {
  const all = entriesOf(theCase.history, kind);
  return [
    ...withheldBlocks(theCase.history, [kind]),
    all.length === 0
      ? textBlock(neverOnRecord(theCase))
      : tableBlock(`${caption}: ${all.length}`, heads, all.map(rowOf)),
  ];
}

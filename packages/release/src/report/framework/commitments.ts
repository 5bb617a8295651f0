import { type Case, boundsOf } from "../case.ts";
import { type Block, recordsOf, row, section, tableBlock } from "../document.ts";
import type { Framework } from "./framework.ts";
import type { ViewName } from "./view-names.ts";

/** Which part of the record each commitment maps to, and how many records there are. It counts; it judges nothing. */
export function commitmentTable(
  theCase: Case,
  { commitments }: Framework,
  blocksOf: (view: ViewName) => readonly Block[],
): readonly Block[] {
  if (commitments.length === 0) return [];
  const rows = commitments.map(({ text, part, views }) => {
    const records = recordsOf([section("", "", views.flatMap(blocksOf))]);
    const isThere = records.length > 0;
    return row(isThere ? records : boundsOf(theCase), [
      text,
      part,
      isThere ? `${records.length} on record` : "not on record",
    ]);
  });
  return [tableBlock(`Commitments and what each maps to: ${rows.length}`, ["commitment", "maps to", "records"], rows)];
}

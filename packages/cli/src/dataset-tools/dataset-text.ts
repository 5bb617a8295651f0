import type { DatasetContent, Relative } from "@plimsoll/governor";
import { textTable } from "../output/text-table.ts";
import { type DatasetRow, standingText } from "./dataset-row.ts";

export function datasetTable(rows: readonly DatasetRow[]): string {
  if (rows.length === 0) return "no datasets are registered\n";
  const cells = rows.map((row) => [
    row.dataset,
    row.lab ?? "nobody",
    row.chunks,
    row.derivedFrom.length,
    standingText(row),
  ]);
  return textTable([["dataset", "lab", "chunks", "sources", "standing"], ...cells]);
}

export function datasetDetails(row: DatasetRow): string {
  const lines = [
    ["dataset", row.dataset],
    ["lab", row.lab ?? "nobody registered it: known by its digest alone"],
    ["chunks", String(row.chunks)],
    ...row.derivedFrom.map((source) => ["derived from", source]),
    ["standing", standingText(row)],
    ...row.lineages.map((lineage) => ["killed lineage", lineage]),
    ...row.scrubbedInto.map((after) => ["scrubbed into", after]),
  ];
  return textTable(lines);
}

/** What data share with others, for people: first what they are, then whom they are kin to. */
export function contentText({ digest, bytes, files, chunks, chunksRead }: DatasetContent): string {
  const counted = `${chunks.length} distinct chunks kept of ${chunksRead} read`;
  return `${digest}\n${bytes} bytes in ${files} files, ${counted}\n`;
}

export function relativesTable(relatives: readonly Relative[]): string {
  if (relatives.length === 0) return "shares no chunk with a registered dataset\n";
  const rows = relatives.map((relative) => [
    relative.dataset,
    relative.kinship.shared,
    relative.kinship.of,
    relative.kinship.counts ? "yes" : "no",
    standingText(relative),
  ]);
  return textTable([["shares with", "chunks", "of", "counts", "standing"], ...rows]);
}

import { ok } from "@plimsoll/foundation";
import { isObject, type JsonObject, type JsonValue } from "../json/json-value.ts";
import { scanJsonLines } from "../json/scan-json.ts";
import { members, named, type Selection } from "../json/selection.ts";
import type { FileRole } from "../mapping.ts";
import type { SealedFiles } from "../reader.ts";
import type { Intaken } from "../refusal.ts";
import { requireFile, unknownFormat } from "../require.ts";
import { piecesOf } from "../sealed-source.ts";

/** What the rows of a format must have, and what is looked at in them. */
export interface RowShape {
  readonly fields: readonly string[];
  readonly read: Readonly<Record<string, Selection>>;
}

export const rowSelection = ({ fields, read }: RowShape): Selection =>
  members({ ...named(fields, "presence"), ...read });

/** The rows of a JSONL file, each an object with all of these fields, as far as they are looked at. */
export function requireRows(files: SealedFiles, role: FileRole, shape: RowShape): Intaken<readonly JsonObject[]> {
  const file = requireFile(files, role);
  if (!file.ok) return file;
  const rows: JsonObject[] = [];
  let count = 0;
  const take = (row: JsonValue): void => {
    count += 1;
    if (isObject(row) && hasAll(row, shape.fields)) rows.push(row);
  };
  const read = scanJsonLines(piecesOf(file.value), rowSelection(shape), take);
  if (!read.ok) return read;
  return rows.length === count ? ok(rows) : unknownFormat(`rows with ${shape.fields.join(", ")}`, null);
}

export const hasAll = (row: JsonObject, fields: readonly string[]): boolean =>
  fields.every((field) => Object.hasOwn(row, field));

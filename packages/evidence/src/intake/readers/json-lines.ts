import { ok } from "@plimsoll/foundation";
import { parseNanJsonLines } from "../json/nan-json.ts";
import { isObject, type JsonObject } from "../json/json-value.ts";
import type { FileRole } from "../mapping.ts";
import type { SourceFiles } from "../reader.ts";
import type { Intaken } from "../refusal.ts";
import { requireFile, unknownFormat } from "../require.ts";

/** The rows of a JSONL file, each an object with all of these fields. */
export function requireRows(
  files: SourceFiles,
  role: FileRole,
  fields: readonly string[],
): Intaken<readonly JsonObject[]> {
  const bytes = requireFile(files, role);
  if (!bytes.ok) return bytes;
  const lines = parseNanJsonLines(bytes.value);
  if (!lines.ok) return lines;
  const rows = lines.value.filter(isObject);
  const whole = rows.length === lines.value.length && rows.every((row) => hasAll(row, fields));
  return whole ? ok(rows) : unknownFormat(`rows with ${fields.join(", ")}`, null);
}

export const hasAll = (row: JsonObject, fields: readonly string[]): boolean =>
  fields.every((field) => Object.hasOwn(row, field));

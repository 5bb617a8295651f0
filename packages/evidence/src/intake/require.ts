import { ok } from "@plimsoll/foundation";
import { scanJson } from "./json/scan-json.ts";
import type { Selection } from "./json/selection.ts";
import { isObject, type JsonObject, type JsonValue, shown } from "./json/json-value.ts";
import type { FileRole } from "./mapping.ts";
import type { SealedFiles } from "./reader.ts";
import { type IntakeCode, type Intaken, refuse } from "./refusal.ts";
import { piecesOf, type SealedSource } from "./sealed-source.ts";

export function requireFile(files: SealedFiles, role: FileRole): Intaken<SealedSource> {
  const file = files[role];
  if (file !== undefined) return ok(file);
  return refuse("INTAKE_FILE_MISSING", `the file with the ${role}`, "nothing", "hand in every file of the result");
}

/** One JSON object, of which only the selected parts are built. */
export function requireObject(files: SealedFiles, role: FileRole, selection: Selection): Intaken<JsonObject> {
  const file = requireFile(files, role);
  if (!file.ok) return file;
  const json = scanJson(piecesOf(file.value), selection);
  if (!json.ok) return json;
  return isObject(json.value) ? ok(json.value) : unknownFormat("an object", json.value);
}

export const unknownFormat = (expected: string, received: JsonValue | undefined): Intaken<never> =>
  refuse(
    "INTAKE_FORMAT_UNKNOWN",
    expected,
    shown(received),
    "export the result with a version of the tool that is listed",
  );

/** One demand on a field: its value must be exactly this one. */
export interface Demand {
  readonly code: IntakeCode;
  readonly what: string;
  readonly expected: JsonValue;
  readonly received: JsonValue | undefined;
}

/** The first demand that is not met. A field that is absent meets none. */
export function requireAll(demands: readonly Demand[]): Intaken<null> {
  const unmet = demands.find(({ expected, received }) => expected !== received);
  if (unmet === undefined) return ok(null);
  const { code, what, expected, received } = unmet;
  return refuse(
    code,
    `${what} ${shown(expected)}`,
    shown(received),
    "hand in the result that the mapping was registered for",
  );
}

/** A demand that a mapping makes only where it names a value. */
export const ifNamed = (demand: Omit<Demand, "expected"> & { readonly expected: string | null }): readonly Demand[] =>
  demand.expected === null ? [] : [{ ...demand, expected: demand.expected }];

/** Imported totals are never used, but they must agree with what the rows say: else one of the two was changed. */
export const counted = (what: string, expected: number, received: JsonValue | undefined): Demand => ({
  code: "INTAKE_COUNTS_DISAGREE",
  what,
  expected,
  received,
});

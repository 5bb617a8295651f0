import { ok } from "@plimsoll/foundation";
import { parseNanJson } from "./json/nan-json.ts";
import { isObject, type JsonObject, type JsonValue, shown } from "./json/json-value.ts";
import type { FileRole } from "./mapping.ts";
import type { SourceFiles } from "./reader.ts";
import { type IntakeCode, type Intaken, refuse } from "./refusal.ts";

export function requireFile(files: SourceFiles, role: FileRole): Intaken<Uint8Array> {
  const bytes = files[role];
  if (bytes !== undefined) return ok(bytes);
  return refuse("INTAKE_FILE_MISSING", `the file with the ${role}`, "nothing", "hand in every file of the result");
}

export function requireObject(files: SourceFiles, role: FileRole): Intaken<JsonObject> {
  const bytes = requireFile(files, role);
  if (!bytes.ok) return bytes;
  const json = parseNanJson(bytes.value);
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

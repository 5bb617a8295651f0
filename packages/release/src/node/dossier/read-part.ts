import { existsSync } from "node:fs";
import { join } from "node:path";
import { type DossierFault, fileMissing, fileTwice, invalid, unreadable } from "./dossier-fault.ts";
import { LIST_PARTS, type ListName, type PartName } from "./dossier-parts.ts";
import { readInFolder } from "./file-in-folder.ts";
import { JSON_BYTES_MAX, readStrictJson } from "./strict-json.ts";
import { readStrictYaml, YAML_BYTES_MAX } from "./strict-yaml.ts";
import { readTelemetryCsv } from "./telemetry-csv.ts";
import type { Read, Written } from "./written.ts";

export interface PartFile {
  readonly file: string;
  readonly written: Written;
}

export type PartRead =
  | { readonly ok: true; readonly part: PartFile }
  | { readonly ok: false; readonly fault: DossierFault };

/** Reads the file of one part, in whichever form it is there. */
export function readPart(folder: string, name: PartName): PartRead {
  const forms = formsOf(name).map((ending) => `${name}.${ending}`);
  const [file, other] = forms.filter((form) => existsSync(join(folder, form)));
  if (file === undefined) return { ok: false, fault: missing(folder, name, forms) };
  if (other !== undefined) return { ok: false, fault: fileTwice(file, other) };
  const read = readInFolder(folder, file, file.endsWith(".yaml") ? YAML_BYTES_MAX : JSON_BYTES_MAX);
  if (!read.ok) return { ok: false, fault: unreadable(file, null, "a regular file of bearable size", read.refusal) };
  const text = textOf(read.bytes);
  if (text === null) return { ok: false, fault: unreadable(file, null, "UTF-8", "other bytes") };
  const parsed = parsedAs(file, text);
  if (!parsed.ok) return parsed;
  return { ok: true, part: { file, written: parsed.written } };
}

const formsOf = (name: PartName): readonly string[] =>
  name === "telemetry" ? ["yaml", "json", "csv"] : ["yaml", "json"];

function missing(folder: string, name: PartName, forms: readonly string[]): DossierFault {
  const isMisnamed = existsSync(join(folder, `${name}.yml`));
  return fileMissing(
    `${name}.yaml`,
    isMisnamed ? `"${name}.yml": its ending is yaml` : `neither ${forms.join(" nor ")}`,
  );
}

function parsedAs(file: string, text: string): Read {
  if (file.endsWith(".json")) return readStrictJson(file, text);
  return file.endsWith(".csv") ? readTelemetryCsv(file, text) : readStrictYaml(file, text);
}

/** A byte order mark is dropped; what is no UTF-8 is refused. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The items of a list; a file that is no list, or too long a one, is a fault. */
export function itemsOf(name: ListName, { file, written }: PartFile): readonly unknown[] | DossierFault {
  const { value, lineOf } = written;
  const { itemsMax } = LIST_PARTS[name];
  if (Array.isArray(value) && value.length <= itemsMax) return value;
  const received = Array.isArray(value)
    ? `a list of ${value.length}`
    : value === null
      ? "nothing"
      : `a ${typeof value}`;
  return invalid(file, lineOf(""), { path: "", expected: `a list of at most ${itemsMax}`, received });
}

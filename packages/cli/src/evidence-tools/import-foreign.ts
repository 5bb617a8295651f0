import { type Format, type ImportedResult, importResult, type Intaken, type SourceFiles } from "@plimsoll/evidence";
import { err, ok } from "@plimsoll/foundation";
import { openSite, type Site } from "@plimsoll/governor";
import { fileBytes } from "./import-bytes.ts";
import { type RecordedResult, recordResult } from "./import-record.ts";
import { INTAKE_PORTS, type OpenSource, openSource } from "./import-source.ts";
import { evaluatorInFile, type EvaluatorKeys, evaluatorsOfSite, NOBODY } from "./mapping-evaluators.ts";
import { type MappingFile, readMappingFile } from "./mapping-file.ts";

export interface ImportFlags {
  readonly format: Format;
  readonly mapping: string;
  readonly with: readonly string[];
  readonly samples?: string;
  readonly evaluator?: string;
  readonly data?: string;
  readonly record?: string;
  readonly rows?: boolean;
  readonly json?: boolean;
}

/** What a foreign result came to, whose mapping that was, and where it was recorded: null for nowhere. */
export interface ForeignImport {
  readonly imported: ImportedResult;
  readonly signers: MappingFile["signers"];
  readonly recorded: RecordedResult | null;
}

/** Throws `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `SITE_NOT_FOUND`; whatever the files say is an answer. */
export async function importForeign(file: string, flags: ImportFlags): Promise<Intaken<ForeignImport>> {
  using site = flags.data === undefined ? null : openSite(flags.data);
  const keyOf = await evaluatorKeys(site, flags);
  const mapping = await readMapping(flags.mapping, keyOf);
  using result = await openSource(file);
  using samples = flags.samples === undefined ? null : await openSource(flags.samples);
  if (!mapping.ok) return mapping;
  if (mapping.value.mapping.format !== flags.format) return otherFormat(flags.format, mapping.value.mapping.format);
  const imported = importResult(sources(result, samples), mapping.value.mapping, INTAKE_PORTS);
  if (!imported.ok) return imported;
  const { signers } = mapping.value;
  if (site === null || flags.record === undefined) return ok({ imported: imported.value, signers, recorded: null });
  const others = await readMappings(flags.with, keyOf);
  if (!others.ok) return others;
  const toRecord = { imported: imported.value, file: mapping.value, others: others.value };
  const recorded = recordResult(site, flags.record, toRecord);
  return recorded.ok ? ok({ imported: imported.value, signers, recorded: recorded.value }) : recorded;
}

const sources = (result: OpenSource, samples: OpenSource | null): SourceFiles => ({
  result,
  ...(samples !== null && { samples }),
});

async function evaluatorKeys(site: Site | null, { evaluator, data }: ImportFlags): Promise<EvaluatorKeys> {
  if (evaluator !== undefined) return evaluatorInFile(evaluator);
  return site === null || data === undefined ? NOBODY : evaluatorsOfSite(site, data);
}

export const readMapping = async (file: string, keyOf: EvaluatorKeys): Promise<Intaken<MappingFile>> =>
  readMappingFile(await fileBytes(file), keyOf);

export async function readMappings(
  files: readonly string[],
  keyOf: EvaluatorKeys,
): Promise<Intaken<readonly MappingFile[]>> {
  const read: MappingFile[] = [];
  for (const file of files) {
    const mapping = await readMapping(file, keyOf);
    if (!mapping.ok) return mapping;
    read.push(mapping.value);
  }
  return ok(read);
}

const otherFormat = (expected: Format, received: Format): Intaken<never> =>
  err({
    code: "INTAKE_FORMAT_UNKNOWN",
    expected: `a mapping for ${expected}`,
    received: `one for ${received}`,
    fix: "give the mapping that was registered for this format",
  });

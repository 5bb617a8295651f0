import { inflateRawSync, zstdDecompressSync } from "node:zlib";
import { err } from "@plimsoll/foundation";
import {
  type Format,
  type ImportedResult,
  importResult,
  type Intaken,
  type IntakePorts,
  parseMapping,
  type SourceFiles,
} from "@plimsoll/evidence";
import { inputBytes } from "../kernel-tools/input-file.ts";

export interface ImportFlags {
  readonly format: Format;
  readonly mapping: string;
  readonly samples?: string;
  readonly rows?: boolean;
  readonly json?: boolean;
}

/** The machine's own zlib, which refuses more than was announced. */
const PORTS: IntakePorts = {
  decompress: (method, bytes, lengthMax) => {
    const options = { maxOutputLength: Math.max(1, lengthMax) };
    return method === 8 ? inflateRawSync(bytes, options) : zstdDecompressSync(bytes, options);
  },
};

/** Throws `FILE_NOT_FOUND`, `FILE_NOT_READABLE`; whatever the files say is an answer. */
export async function importForeign(file: string, flags: ImportFlags): Promise<Intaken<ImportedResult>> {
  const mapping = parseMapping(await bytesOf(flags.mapping));
  const files: SourceFiles = {
    result: await bytesOf(file),
    ...(flags.samples !== undefined && { samples: await bytesOf(flags.samples) }),
  };
  if (!mapping.ok) return mapping;
  if (mapping.value.format === flags.format) return importResult(files, mapping.value, PORTS);
  return err({
    code: "INTAKE_FORMAT_UNKNOWN",
    expected: `a mapping for ${flags.format}`,
    received: `one for ${mapping.value.format}`,
    fix: "give the mapping that was registered for this format",
  });
}

/** `failed` is every planned trial that is not controlled, whether it was seen to fail or decided nothing. */
export const importSummary = (imported: Intaken<ImportedResult>) =>
  imported.ok
    ? {
        type: "summary",
        ok: true,
        planned: imported.value.planned,
        controlled: imported.value.controlled,
        failed: imported.value.planned - imported.value.controlled,
        uncontrolled: imported.value.uncontrolled,
        void: imported.value.void,
        extra: imported.value.extra,
        dimension: imported.value.dimension,
        context: imported.value.context,
        mappingDigest: imported.value.mappingDigest,
        refused: false,
        reason: null,
      }
    : {
        type: "summary",
        ok: false,
        planned: null,
        controlled: 0,
        failed: null,
        refused: true,
        reason: imported.error.code,
        message: messageOf(imported.error),
      };

export function importText(imported: Intaken<ImportedResult>, withRows: boolean): string {
  if (!imported.ok) return `refused  ${imported.error.code}: ${messageOf(imported.error)}\n`;
  const { planned, controlled, uncontrolled, void: undecided, extra, dimension, context, rows } = imported.value;
  const table = withRows
    ? rows.map(({ trial, outcome, why }) => `${outcome.padEnd(12)}  ${why.padEnd(14)}  ${trial}\n`)
    : [];
  return [
    ...table,
    `${dimension}, ${context}: ${controlled} of ${planned} planned trials controlled\n`,
    `seen to fail ${uncontrolled}, decided nothing ${undecided}, nobody planned ${extra}\n`,
  ].join("");
}

const messageOf = ({ expected, received, fix }: { expected: string; received: string; fix: string }): string =>
  `expected ${expected}, got ${received}; ${fix}`;

async function bytesOf(file: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of inputBytes(file)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

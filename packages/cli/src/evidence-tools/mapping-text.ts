import { type IntakeMapping, mappingDigest } from "@plimsoll/evidence";
import { printable } from "../kernel-tools/printable.ts";
import type { MappingFile } from "./mapping-file.ts";

export const mappingSummary = ({ mapping, signers }: MappingFile) => ({
  type: "summary",
  ok: true,
  mappingDigest: mappingDigest(mapping),
  format: mapping.format,
  dimension: mapping.dimension,
  context: mapping.context,
  planned: mapping.trials.length,
  clusters: clustersOf(mapping),
  mappingSigned: signers !== null,
  signers: signers ?? [],
});

export function mappingLines({ mapping, signers }: MappingFile): string {
  const { format, subject, scorer, scorerField, controlled, uncontrolled, dimension, context, trials } = mapping;
  const field = scorerField === null ? "" : `, its field ${scorerField}`;
  return [
    `${mappingDigest(mapping)}\n`,
    `${printable(`${format}: ${subject}, scored by ${scorer}${field}`)}\n`,
    `controlled ${valuesText(controlled)}; failed ${valuesText(uncontrolled)}; any other value decides nothing\n`,
    `${dimension}, ${context}: ${trials.length} planned trials in ${clustersOf(mapping)} clusters\n`,
    signers === null
      ? "unsigned: no result under it can be recorded\n"
      : `signed by ${signers.length === 0 ? "nobody" : signers.join(", ")}\n`,
  ].join("");
}

const clustersOf = ({ trials }: IntakeMapping): number => new Set(trials.map(({ cluster }) => cluster)).size;

const valuesText = (values: IntakeMapping["controlled"]): string =>
  values.length === 0 ? "never" : values.map((value) => printable(JSON.stringify(value))).join(" or ");

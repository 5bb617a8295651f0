import type { DiagnosticRecord, EpisodeRecord } from "@plimsoll/sovereignty";
import { printable } from "../kernel-tools/printable.ts";
import { textTable } from "../output/text-table.ts";
import { haltText } from "./halt-text.ts";

/** A diagnostic run for a person. */
export function diagnosticText(record: DiagnosticRecord): string {
  const { model, seed, questions, run, fault, compileRatePpm, auditFailures } = record;
  const rate = compileRatePpm === null ? "nothing to compile" : `${(compileRatePpm / 10_000).toFixed(1)} % compiled`;
  return [
    `${printable(model)}, seed ${seed}: ${questions.length} questions, ${rate}, ${auditFailures} audit failures\n`,
    run === null ? `${fault}\n` : episodesText(run.episodes),
    ...(run === null ? [] : [`repairs: ${run.repairs.map(({ name }) => name).join(", ") || "none"}\n`]),
    `prompt ${record.promptDigest}\n`,
    "a diagnostic: no part of the verdict\n",
  ].join("");
}

const episodesText = (episodes: readonly EpisodeRecord[]): string =>
  textTable([["episode", "regime", "steps", "zones", "success", "halt"], ...episodes.map(episodeRow)]);

const episodeRow = (record: EpisodeRecord): readonly (string | number)[] => {
  const { episode, regime, actions, zonesServed, success, halt } = record;
  return [episode, regime, actions.length, zonesServed, success ? "yes" : "no", halt === null ? "-" : haltText(halt)];
};

import type { DiagnosticRecord } from "@plimsoll/sovereignty";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { diagnose, type DiagnoseFlags } from "./diagnose.ts";
import { diagnosticText } from "./diagnostic-text.ts";
import { SOVEREIGNTY_FOLDER } from "./run-folder.ts";
import { folderName } from "./stage-action.ts";
import { SEED_MAX } from "./seed-list.ts";

export const addSovereigntyDiagnose: AddCommand = (sovereignty, exitWith) => {
  sovereignty
    .command("diagnose")
    .description("a language model in the candidate's place: a diagnostic, no part of the verdict")
    .requiredOption("--endpoint <url>", "OpenAI-compatible endpoint of the model, for example http://127.0.0.1:8080/v1")
    .requiredOption("--model <name>", "the model's name at the endpoint")
    .option("--api-key-env <variable>", "environment variable that holds the endpoint's key")
    .option("--seed <n>", "seed of the run", wholeNumber(0, SEED_MAX), 42)
    .option("--episodes <n>", "episodes to try; a halt ends its episode only", wholeNumber(1, 20), 3)
    .option("--folder <dir>", "where the record and the transcripts go", folderName, SOVEREIGNTY_FOLDER)
    .option("--requests-max <n>", "bound on requests", wholeNumber(1), 1_000)
    .option("--tokens-max <n>", "bound on tokens", wholeNumber(1), 20_000_000)
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The prompt is frozen and hashed; one question a step, temperature 0, no second try. Whatever the model answers goes to the same
compiler, audits and gate as the candidate's words. The record is diagnostic-<model>-seed-<n>.json,
one for each seed; one that is there already is not replaced.

Example:
  plimsoll lab sovereignty diagnose --endpoint http://127.0.0.1:8080/v1 --model smollm2 --episodes 3`,
    )
    .action(async (flags: DiagnoseFlags) => {
      const record = await diagnose(flags, interruption());
      if (flags.json === true) tellLines(record);
      else process.stdout.write(diagnosticText(record));
      exitWith(record.fault === null ? EXIT.done : EXIT.broken);
    });
};

function tellLines({ questions, run, ...record }: DiagnosticRecord): void {
  for (const episode of run?.episodes ?? []) printJson({ type: "episode", ...episode });
  const { halt = null, repairs = [], metrics = null } = run ?? {};
  const names = repairs.map(({ name, episode }) => ({ name, episode }));
  printJson({ type: "summary", ...record, questions: questions.length, repairs: names, halt, metrics });
}

import { FORMATS } from "@plimsoll/evidence";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { importForeign, type ImportFlags } from "../evidence-tools/import-foreign.ts";
import { importSummary, importText } from "../evidence-tools/import-text.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";

export const addEvidenceImport: AddCommand = (evidence, exitWith) => {
  evidence
    .command("import")
    .argument("<file>", "the result that another tool wrote")
    .description("read a foreign result under a mapping that says beforehand which values count as controlled")
    .addOption(new Option("--format <format>", "what wrote it").choices(FORMATS).makeOptionMandatory())
    .requiredOption("--mapping <file>", "the mapping, signed or not (docs/guides/import-evidence.md)")
    .option("--samples <file>", "the samples, of a format that keeps them apart")
    .option("--evaluator <file>", "public key of the evaluator who signed the mapping, PEM or vkey")
    .option("--data <dir>", "data folder of the site whose evaluators sign mappings")
    .addOption(
      new Option(
        "--record <set>",
        "record the result as trials of this window set, which was registered with the mapping",
      ).conflicts("evaluator"),
    )
    .option("--with <file>", "another mapping that the set was registered with (repeatable)", collected, [])
    .option("--rows", "also every trial, with why it counts as it does")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The denominator is what the mapping planned: whatever is missing, errored, unscored, edited or doubled is not controlled.
Without --record nothing is recorded: it shows what the result would be worth.

Examples:
  plimsoll evidence import log.eval --format inspect-eval --mapping mapping.json --rows
  plimsoll evidence import log.eval --format inspect-eval --mapping mapping.dsse.json --data .plimsoll --record acme-run-1/set-1`,
    )
    .action(async (file: string, flags: ImportFlags) => {
      const foreign = await importForeign(file, withSite(flags));
      exitWith(foreign.ok ? EXIT.done : EXIT.refused);
      if (flags.json !== true) process.stdout.write(importText(foreign, flags.rows === true));
      else {
        if (foreign.ok && flags.rows === true)
          for (const row of foreign.value.imported.rows) printJson({ type: "trial", ...row });
        printJson(importSummary(foreign));
      }
    });
};

const collected = (file: string, before: readonly string[]): readonly string[] => [...before, file];

/** Where a result is recorded, whose keys count is the word of that site's ledger and not the caller's. */
const withSite = (flags: ImportFlags): ImportFlags =>
  flags.record === undefined ? flags : { ...flags, data: flags.data ?? ".plimsoll" };

import { FORMATS } from "@plimsoll/evidence";
import { Option } from "commander";
import type { AddCommand } from "../add-command.ts";
import { importText, importForeign, type ImportFlags, importSummary } from "../evidence-tools/import-foreign.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { addEvidenceCheck } from "./evidence-check.ts";
import { addEvidenceProbe } from "./evidence-probe.ts";

export const addEvidence: AddCommand = (program, exitWith) => {
  const evidence = program.command("evidence").description("what measurements say, and what they are worth");
  addEvidenceProbe(evidence, exitWith);
  addEvidenceCheck(evidence, exitWith);
  evidence
    .command("import")
    .argument("<file>", "the result that another tool wrote")
    .description("read a foreign result under a mapping that says beforehand which values count as controlled")
    .addOption(new Option("--format <format>", "what wrote it").choices(FORMATS).makeOptionMandatory())
    .requiredOption("--mapping <file>", "the mapping, in canonical JSON (spec/evidence.md, E-53)")
    .option("--samples <file>", "the samples, of a format that keeps them apart")
    .option("--rows", "also every trial, with why it counts as it does")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The denominator is what the mapping planned: whatever is missing, errored, unscored, edited or doubled is not controlled.
Nothing is recorded by this command: it shows what the result would be worth.

Example:
  plimsoll evidence import log.eval --format inspect-eval --mapping mapping.json --rows`,
    )
    .action(async (file: string, flags: ImportFlags) => {
      const imported = await importForeign(file, flags);
      exitWith(imported.ok ? EXIT.done : EXIT.refused);
      if (flags.json !== true) process.stdout.write(importText(imported, flags.rows === true));
      else {
        if (imported.ok && flags.rows === true)
          for (const row of imported.value.rows) printJson({ type: "trial", ...row });
        printJson(importSummary(imported));
      }
    });
};

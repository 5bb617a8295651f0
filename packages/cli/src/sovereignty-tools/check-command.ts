import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { checkTable, modelSummaryText, modelViolationText } from "./model-check-text.ts";
import { type ModelCheckOutcome, runModelCheck } from "./run-model-check.ts";

export const addSovereigntyCheck: AddCommand = (sovereignty, exitWith) => {
  sovereignty
    .command("check")
    .description(
      "try every state and every run that can be reached, and look for a rule of the seed that does not hold",
    )
    .option("--small", "a small part of it, in seconds; the summary says that it is not the whole")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Regime × epoch × gate × obligations × grid, under every law that a repair of the family can make; every run of an adversary who
does, repairs and forgets whatever it likes. What is checked is the experiment itself; what judges it is stated a second time,
without its code. The exit code is 1 when a rule does not hold, or when the check was interrupted.

Examples:
  plimsoll lab sovereignty check
  plimsoll lab sovereignty check --small
  plimsoll lab sovereignty check --json | tail -1`,
    )
    .action(async ({ json, small }: { readonly json?: boolean; readonly small?: boolean }) => {
      const outcome = await runModelCheck(small === true);
      if (json === true) tellLines(outcome);
      else tell(outcome);
      exitWith(outcome.isFinished && outcome.report.violationCount === 0 ? EXIT.done : EXIT.broken);
    });
};

function tell({ report, isFinished, seconds }: ModelCheckOutcome): void {
  process.stdout.write(checkTable(report));
  process.stdout.write(report.violations.map(modelViolationText).join(""));
  process.stdout.write(modelSummaryText(report, isFinished, seconds));
}

function tellLines({ report, isFinished, seconds }: ModelCheckOutcome): void {
  const { violations, violationCount, ...counts } = report;
  for (const violation of violations) printJson({ type: "violation", ...violation });
  printJson({
    type: "summary",
    ok: isFinished && violationCount === 0,
    ...counts,
    violations: violationCount,
    isFinished,
    seconds,
  });
}

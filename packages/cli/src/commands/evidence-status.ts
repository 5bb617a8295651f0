import { writeFileSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import type { GivenRate } from "@plimsoll/evidence";
import { reduced } from "@plimsoll/foundation";
import type { AddCommand } from "../add-command.ts";
import { type StatusFlags, statusOf } from "../evidence-tools/status.ts";
import { statusLines } from "../evidence-tools/status-json.ts";
import { statusPlot } from "../evidence-tools/status-plot.ts";
import { statusText } from "../evidence-tools/status-text.ts";
import { printJson } from "../output/print-json.ts";

export const addEvidenceStatus: AddCommand = (evidence) => {
  evidence
    .command("status")
    .argument("<model>", "a run, a deployment, a lineage or the digest of weights; its beginning will do")
    .description(
      "what may be claimed of a model, how many more trials each claim needs, what is stale, what is missing",
    )
    .option("--data <dir>", "data folder", ".plimsoll")
    .option(
      "--alpha <rate>",
      "an error rate in place of the attempt's, to compare; nothing is decided on it",
      errorRate,
    )
    .option("--plot <file>", "also draw the windows as SVG")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Each claim is made at the error rate of the window's attempt, which shrinks with every window that failed to prove it; void
trials are failures. "+n" is how many more clean trials would have proven it. A closed window is not added to: what the next
one has to show stands beside it. An open window shows nothing before its close, and takes away what it can no longer prove.
With --alpha a claim is "shown" at that rate; what the kernel says of it has a column of its own. Nothing is written to the site.

Examples:
  plimsoll evidence status acme
  plimsoll evidence status acme-run-1 --json | tail -1
  plimsoll evidence status 4f0c --alpha 0.05 --plot claims.svg`,
    )
    .action((model: string, flags: StatusFlags) => {
      const status = statusOf(model, flags);
      if (flags.plot !== undefined) writeFileSync(flags.plot, statusPlot(status));
      if (flags.json !== true) process.stdout.write(statusText(status));
      else for (const line of statusLines(status)) printJson(line);
    });
};

/** Decimal digits, so that the rate is exactly what was written. */
function errorRate(text: string): GivenRate {
  const digits = /^0?\.(\d{1,12})$/.exec(text)?.[1];
  const rate = digits === undefined ? null : reduced(BigInt(digits), 10n ** BigInt(digits.length));
  if (rate !== null && rate.numerator > 0n && rate.numerator * 2n < rate.denominator) return { text, rate };
  throw new InvalidArgumentError("expected a rate above 0 and below 0.5, such as 0.05.");
}

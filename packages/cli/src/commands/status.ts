import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { readSite } from "../site-tools/read-site.ts";
import { type SiteStatus, siteStatus } from "../site-tools/site-status.ts";
import { statusText } from "../site-tools/status-text.ts";

interface StatusFlags {
  readonly data: string;
  readonly json?: boolean;
}

export const addStatus: AddCommand = (program) => {
  program
    .command("status")
    .description("what goes on at a site: what runs with what power and why, and what is left to spend")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Read from the ledger, also while another process writes it; nothing is written. What a machine really does with its jobs says
\`plimsoll governor status\`, what may be claimed of a model \`plimsoll evidence status\`; \`plimsoll serve\` shows all of it as a page.

Examples:
  plimsoll status
  plimsoll status --data ./site --json | tail -1`,
    )
    .action(({ data, json }: StatusFlags) => {
      const status = siteStatus(readSite(data));
      if (json === true) printLines(status);
      else process.stdout.write(statusText(status, data));
    });
};

function printLines({ labs, subjects, ...summary }: SiteStatus): void {
  for (const lab of labs) printJson({ type: "lab", ...lab });
  for (const subject of subjects) printJson({ type: "subject", ...subject });
  printJson({ type: "summary", ok: true, ...summary, labs: labs.length, subjects: subjects.length });
}

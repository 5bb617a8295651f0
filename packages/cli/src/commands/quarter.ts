import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type OnChapter, quarterPage, quarterPlan, quarterSummary, tellQuarter } from "@plimsoll/quarter";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { wholeNumber } from "../output/parse-options.ts";

interface QuarterOptions {
  readonly seed: number;
  readonly out: string;
  readonly json?: boolean;
}

export const addQuarter: AddCommand = (program, exitWith) => {
  program
    .command("quarter")
    .description(
      "a quarter in the life: six labs and forty models over ninety simulated days, and the auditor at the end",
    )
    .option("--seed <n>", "seed of all chance", wholeNumber(0, 2 ** 32 - 1), 7)
    .requiredOption("--out <dir>", "folder to make, with the report, the ledgers and what the auditor gets")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The labs, the models and their trials are simulated; kernel, ledgers, signatures, mesh, release desk and verifier are
those that ship. A chapter that its ledger does not bear out ends the story (exit 1). It takes about a minute.

Examples:
  plimsoll quarter --out quarter             then open quarter/report.html
  plimsoll quarter --seed 3 --out q3 --json | tail -1`,
    )
    .action(async ({ seed, out, json }: QuarterOptions) => {
      const told = await tellQuarter(quarterPlan(seed), out, tellProgress);
      const report = join(out, "report.html");
      writeFileSync(report, quarterPage(told));
      const summary = quarterSummary(told);
      writeFileSync(join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
      if (json === true) printJson({ ...summary, report });
      else process.stdout.write(farewell(summary, report, out));
      exitWith(summary.verified ? EXIT.done : EXIT.broken);
    });
};

/** One line for each chapter, also where nobody watches: the story takes a minute. */
const tellProgress: OnChapter = ({ day, title }, place, of) => {
  process.stderr.write(
    `${String(place + 1).padStart(2)}/${of}  day ${String(Math.floor(day)).padStart(2)}  ${title}\n`,
  );
};

const farewell = (summary: ReturnType<typeof quarterSummary>, report: string, out: string): string => `
${summary.labs} labs, ${summary.models} models, ${summary.trials} trials, ${summary.kills} kills, ${summary.refusals.length} refusals.
${summary.entries} entries, ${summary.verified ? "verified by the separate verifier" : "NOT those that the separate verifier checked"}; an altered copy was refused.

  report   ${report}
  auditor  ${join(out, "auditor")}

Check it yourself:
  plimsoll ledger verify ${join(out, "auditor", "ledger")} --key ${join(out, "auditor", "keys", "ledger.pub.pem")}
`;

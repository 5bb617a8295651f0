import { type Sealing, sealSources } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { printableLines, printText } from "../output/print-text.ts";
import { counted } from "../output/counted.ts";

export const addSeal: AddCommand = (release, exitWith) => {
  release
    .command("seal")
    .argument("<dir>", "a dossier")
    .description("write down the digests of its sources and logs: what is changed after that counts as damaged")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Seal before the first evaluation and after every change that you made on purpose: a source or a log that nobody sealed
counts as damaged, and so does one that is not as it was sealed. For each log it is said how it is counted.

Exit codes: 0 sealed, 1 a file could not be read (DOSSIER_FILE_MISSING; everything else is sealed).

Example:
  plimsoll release seal my-model`,
    )
    .action((dir: string, { json }: { readonly json?: boolean }) => {
      const sealing = sealSources(dir);
      const isWhole = sealing.unread.length === 0;
      if (json === true)
        printJson({ type: "summary", ok: isWhole, ...(isWhole ? {} : { code: "DOSSIER_FILE_MISSING" }), ...sealing });
      else printText(sealingText(dir, sealing));
      if (!isWhole) {
        if (json !== true) process.stderr.write(printableLines(missingText(sealing.unread)));
        exitWith(EXIT.broken);
      }
    });
};

const sealingText = (dir: string, { sources, logs, counts, unknownSignals }: Sealing): string =>
  [
    `${dir}: ${counted(sources, "source")} and ${counted(logs, "log")} sealed`,
    ...counts.map(countLine),
    ...unknownSignals.map(
      (signal) => `  telemetry: "${signal}" is no signal of the shipped policy: its readings count for nothing`,
    ),
    "",
  ].join("\n");

function countLine({ evaluation, run, log, counted: tally, why }: Sealing["counts"][number]): string {
  const name = `  ${evaluation} ${run} (${log})`;
  if (tally === null) return `${name}: not counted: ${why}`;
  const undecided = tally.undecided === 0 ? "" : `, ${tally.undecided} undecided`;
  return `${name}: ${counted(tally.trials, "trial")}, ${tally.successes} succeeded${undecided}`;
}

const missingText = (unread: readonly string[]): string =>
  [
    `DOSSIER_FILE_MISSING: ${counted(unread.length, "file")} could not be read and stay${unread.length === 1 ? "s" : ""} unsealed; put them there, or take them out of the dossier`,
    ...unread.map((line) => `  ${line}`),
    "",
  ].join("\n");

import type { AddCommand } from "../add-command.ts";
import { refusalText, refusedSummary } from "../evidence-tools/import-text.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { type ExportedWindow, type ExportFlags, exportWindows } from "./export-window.ts";
import { agentName } from "./examined-agents.ts";
import { loadedFreeze } from "./loaded-freeze.ts";
import { refusals } from "./stage-action.ts";

export const addSovereigntyExport: AddCommand = (sovereignty, exitWith) => {
  sovereignty
    .command("export")
    .argument("<questions...>", "what evidence examine open wrote: the windows that were drawn")
    .description("play the windows of normative_identity that an examination asks, and write them down as evidence")
    .option("--agent <name>", "who is played: candidate, or an ablation by its name", agentName, "candidate")
    .option(
      "--runs <files...>",
      "records of lab sovereignty diagnose, one a seed: a language model, which nobody can play again",
    )
    .option("--out <dir>", "folder for the results", "results")
    .option("--folder <dir>", "the run that the windows speak for: its freeze must hold and its baseline be verified")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The seeds are the question's. A trial is controlled if its run ends without a halt, with two repairs, the third epoch and 20 of 20 episodes.
A folder without a signed baseline is refused and nothing is written, exit code 3. One whose baseline was signed and no longer holds gives
trials that are all void, with the reason. Without --folder the trials are of no record.

Example:
  plimsoll lab sovereignty export questions/*.json --out results`,
    )
    .action(async (questions: readonly string[], flags: ExportFlags) => {
      if (flags.folder === undefined)
        process.stderr.write(
          "plimsoll: without --folder these trials are of no record: no baseline stands behind them\n",
        );
      await refusals(flags.json === true, exitWith, async () => tellExport(questions, flags));
    });
};

async function tellExport(questions: readonly string[], flags: ExportFlags): Promise<number> {
  const windows = await exportWindows(questions, flags, loadedFreeze());
  if (flags.json === true)
    printJson(windows.ok ? { type: "summary", ok: true, windows: windows.value } : refusedSummary(windows.error));
  else process.stdout.write(windows.ok ? windows.value.map(windowText).join("") : refusalText(windows.error));
  return windows.ok ? EXIT.done : EXIT.refused;
}

const windowText = ({ file, trials, controlled, invalid }: ExportedWindow): string =>
  `${file}: ${controlled} of ${trials} controlled${invalid === null ? "" : `, all void: ${invalid}`}\n`;

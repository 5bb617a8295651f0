import type { FinalVerdict, SpofReport } from "@plimsoll/sovereignty";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { textTable } from "../ledger-tools/text-table.ts";
import { printJson } from "../output/print-json.ts";
import { haltText, shareText } from "./collapse-text.ts";
import { seedCountOrList } from "./seed-list.ts";
import { PROTOCOL_HELP, SEEDS_HELP, type SeededFlags, stageAction, withExperimentOptions } from "./stage-action.ts";

export const addSovereigntySpof: AddCommand = (sovereignty, exitWith) => {
  withExperimentOptions(sovereignty.command("spof"))
    .description(
      "stage 6: one fault in the one path of each necessity; whoever survives it has a second way. Writes the verdict",
    )
    .option("--seeds <n|list>", "how many seeds, the frozen five first; or a list with commas", seedCountOrList)
    .addHelpText(
      "after",
      `${PROTOCOL_HELP}
${SEEDS_HELP}

Examples:
  plimsoll lab sovereignty spof
  plimsoll lab sovereignty spof --folder experiments/one --json | tail -1`,
    )
    .action(async (flags: SeededFlags) => {
      await stageAction(flags, exitWith, async (experiment) => {
        const { report, seeds, how } = await experiment.perform("spof", flags.seeds);
        const final = experiment.verdict()!;
        const { freezeDigest } = experiment.frozen;
        if (flags.json === true) tellLines(report, { seeds: seeds.length, how, ...final, freezeDigest });
        else process.stdout.write(spofText(report, final));
        return final.verdict === "ACCEPT" ? EXIT.done : EXIT.refused;
      });
    });
};

function tellLines(
  reports: readonly SpofReport[],
  summary: FinalVerdict & { readonly seeds: number; readonly how: string; readonly freezeDigest: string },
): void {
  for (const report of reports) printJson({ type: "singlePoint", ...report });
  printJson({ type: "summary", ok: summary.verdict === "ACCEPT", ...summary, singlePoints: reports });
}

const spofText = (reports: readonly SpofReport[], { verdict, classification, reasons }: FinalVerdict): string =>
  textTable([
    ["necessity", "fault", "collapsed", "verdict", "first halt"],
    ...reports.map(({ necessity, fault, collapsed, verdict: each, firstHalt }) => [
      necessity,
      fault,
      shareText(collapsed),
      each,
      haltText(firstHalt),
    ]),
  ]) + `\n${verdict}: ${classification}\n${reasons.map((reason) => `  ${reason}\n`).join("")}`;

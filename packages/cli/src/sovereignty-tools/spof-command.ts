import type { FinalVerdict, SpofReport } from "@plimsoll/sovereignty";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { textTable } from "../output/text-table.ts";
import { printJson } from "../output/print-json.ts";
import { finalVerdictText } from "./final-verdict-text.ts";
import { haltText } from "./halt-text.ts";
import { shareText } from "./share-text.ts";
import { PROTOCOL_HELP, SEEDS_HELP, type SeededFlags, stageAction, withSeededOptions } from "./stage-action.ts";
import { noneIsCompensated } from "./stage-standing.ts";

export const addSovereigntySpof: AddCommand = (sovereignty, exitWith) => {
  withSeededOptions(sovereignty.command("spof"))
    .description(
      "stage 6: one fault in the one path of each necessity; whoever survives it has a second way. Writes the verdict",
    )
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
        return isFor(report, final) ? EXIT.done : EXIT.refused;
      });
    });
};

/** A fault that is compensated on a seed beside the recorded ones speaks against the candidate too. */
const isFor = (reports: readonly SpofReport[], { verdict }: FinalVerdict): boolean =>
  verdict === "ACCEPT" && noneIsCompensated(reports);

function tellLines(
  reports: readonly SpofReport[],
  summary: FinalVerdict & { readonly seeds: number; readonly how: string; readonly freezeDigest: string },
): void {
  for (const report of reports) printJson({ type: "singlePoint", ...report });
  printJson({ type: "summary", ok: isFor(reports, summary), ...summary, singlePoints: reports });
}

const spofText = (reports: readonly SpofReport[], final: FinalVerdict): string =>
  textTable([
    ["necessity", "fault", "collapsed", "verdict", "first halt"],
    ...reports.map(({ necessity, fault, collapsed, verdict: each, firstHalt }) => [
      necessity,
      fault,
      shareText(collapsed),
      each,
      firstHalt === null ? "none" : haltText(firstHalt),
    ]),
  ]) + `\n${finalVerdictText(final)}`;

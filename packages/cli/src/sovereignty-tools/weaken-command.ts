import type { LadderReport } from "@plimsoll/sovereignty";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { textTable } from "../output/text-table.ts";
import { printJson } from "../output/print-json.ts";
import { shareText } from "./share-text.ts";
import { PROTOCOL_HELP, SEEDS_HELP, type SeededFlags, stageAction, withSeededOptions } from "./stage-action.ts";
import { allHaveThresholds } from "./stage-standing.ts";

export const addSovereigntyWeaken: AddCommand = (sovereignty, exitWith) => {
  withSeededOptions(sovereignty.command("weaken"))
    .description("stage 5: reduce one capacity rung by rung, and find the first rung that collapses")
    .addHelpText(
      "after",
      `${PROTOCOL_HELP}
${SEEDS_HELP}
Tokens are counted by cl100k_base.

Examples:
  plimsoll lab sovereignty weaken
  plimsoll lab sovereignty weaken --json | tail -1`,
    )
    .action(async (flags: SeededFlags) => {
      await stageAction(flags, exitWith, async (experiment) => {
        const { report, recorded, seeds, how } = await experiment.perform("weaken", flags.seeds);
        const { freezeDigest } = experiment.frozen;
        const ok = allHaveThresholds(report) && allHaveThresholds(recorded);
        if (flags.json === true) tellLines(report, { ok, seeds: seeds.length, how, freezeDigest });
        else process.stdout.write(ladderText(report));
        return ok ? EXIT.done : EXIT.refused;
      });
    });
};

function tellLines(
  reports: readonly LadderReport[],
  summary: { readonly ok: boolean; readonly seeds: number; readonly how: string; readonly freezeDigest: string },
): void {
  for (const { name, parameter, unit, rungs } of reports)
    for (const rung of rungs) printJson({ type: "rung", ladder: name, parameter, unit, ...rung });
  const ladders = reports.map(({ rungs, ...ladder }) => ({ ...ladder, rungs: rungs.map(({ value }) => value) }));
  for (const ladder of ladders) printJson({ type: "ladder", ...ladder });
  printJson({ type: "summary", ...summary, ladders });
}

const ladderText = (reports: readonly LadderReport[]): string => reports.map(oneLadderText).join("\n");

const oneLadderText = ({ name, parameter, unit, rungs, firstFailure, threshold }: LadderReport): string =>
  `${name}: ${parameter}, ${unit}\n` +
  textTable([
    ["rung", "collapsed", "halted", "successes", "episodes"],
    ...rungs.map(({ value, collapsed, halted, successes, episodes }) => [
      value,
      shareText(collapsed),
      halted,
      successes,
      episodes,
    ]),
  ]) +
  `first failure ${firstFailure ?? "on no rung"}, threshold ${threshold ?? "none"}\n`;

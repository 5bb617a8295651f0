import type { AblationReport } from "@plimsoll/sovereignty";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { textTable } from "../output/text-table.ts";
import { printJson } from "../output/print-json.ts";
import { haltText } from "./halt-text.ts";
import { shareText } from "./share-text.ts";
import { PROTOCOL_HELP, SEEDS_HELP, type SeededFlags, stageAction, withSeededOptions } from "./stage-action.ts";
import { allCollapse } from "./stage-standing.ts";

export const addSovereigntyAblate: AddCommand = (sovereignty, exitWith) => {
  withSeededOptions(sovereignty.command("ablate"))
    .description("stage 4: take one constitutive part whole, and see where the candidate collapses")
    .addHelpText(
      "after",
      `${PROTOCOL_HELP}
${SEEDS_HELP}
Shares have exact 95 % bounds (Clopper, Pearson 1934).

Examples:
  plimsoll lab sovereignty ablate
  plimsoll lab sovereignty ablate --seeds 1000 --json | tail -1`,
    )
    .action(async (flags: SeededFlags) => {
      await stageAction(flags, exitWith, async (experiment) => {
        const { report, recorded, seeds, how } = await experiment.perform("ablate", flags.seeds);
        const { freezeDigest } = experiment.frozen;
        if (flags.json === true) tellLines(report, recorded, { seeds: seeds.length, how, freezeDigest });
        else process.stdout.write(ablationText(report, recorded));
        return allCollapse(report) && allCollapse(recorded) ? EXIT.done : EXIT.refused;
      });
    });
};

function tellLines(
  reports: readonly AblationReport[],
  recorded: readonly AblationReport[],
  summary: { readonly seeds: number; readonly how: string; readonly freezeDigest: string },
): void {
  const ablations = reports.map(ablationLine);
  for (const ablation of ablations) printJson({ type: "ablation", ...ablation });
  for (const { name, frozenSeeds } of recorded)
    for (const judged of frozenSeeds) printJson({ type: "frozenSeed", ablation: name, ...judged });
  printJson({ type: "summary", ok: allCollapse(reports) && allCollapse(recorded), ...summary, ablations });
}

/** `collapsed` says whether every seed did; the shares follow. */
const ablationLine = (report: AblationReport) => {
  const { name, collapsed, collapsedAsExpected, collapsePoint, expectedPoint, points, firstHalts, strictNote } = report;
  return {
    name,
    collapsed: collapsed.count === collapsed.seeds,
    collapsePoint,
    expectedPoint,
    collapsedSeeds: collapsed,
    collapsedAsExpected,
    points,
    firstHalts,
    strictNote,
  };
};

const ablationText = (reports: readonly AblationReport[], recorded: readonly AblationReport[]): string =>
  [
    textTable([
      ["ablation", "expected", "collapses", "at expected point", "point of most"],
      ...reports.map(({ name, expectedPoint, collapsed, collapsedAsExpected, collapsePoint }) => [
        name,
        expectedPoint,
        shareText(collapsed),
        shareText(collapsedAsExpected),
        collapsePoint,
      ]),
    ]),
    textTable([
      ["frozen seed", "ablation", "collapsed", "point", "first halt"],
      ...recorded.flatMap(({ name, frozenSeeds }) =>
        frozenSeeds.map(({ seed, collapsed, collapsePoint, halt }) => [
          `${seed}`,
          name,
          collapsed ? "yes" : "NO",
          collapsePoint,
          halt === null ? "none" : haltText(halt),
        ]),
      ),
    ]),
    reports.flatMap(({ name, strictNote }) => (strictNote === null ? [] : [`${name}: ${strictNote}\n`])).join(""),
  ].join("\n");

import type { CalibrationReport, FinalVerdict } from "@plimsoll/sovereignty";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { checkTable } from "./check-text.ts";
import { finalVerdictText } from "./final-verdict-text.ts";
import { type ExperimentFlags, PROTOCOL_HELP, stageAction, withExperimentOptions } from "./stage-action.ts";

export const addSovereigntyCalibrate: AddCommand = (sovereignty, exitWith) => {
  withExperimentOptions(sovereignty.command("calibrate"))
    .description("stage 2: show by an oracle that the world has an admissible pair of repairs, and tells agents apart")
    .addHelpText(
      "after",
      `${PROTOCOL_HELP}
Examples:
  plimsoll lab sovereignty calibrate
  plimsoll lab sovereignty calibrate --json | tail -1`,
    )
    .action(async (flags: ExperimentFlags) => {
      await stageAction(flags, exitWith, async (experiment) => {
        const { report, how } = await experiment.perform("calibrate");
        const final = experiment.verdict();
        const { freezeDigest } = experiment.frozen;
        if (flags.json === true) tellLines(report, { how, final, freezeDigest });
        else process.stdout.write(calibrationText(report) + (final === null ? "" : finalVerdictText(final)));
        return report.verdict === "CALIBRATED" ? EXIT.done : EXIT.refused;
      });
    });
};

function tellLines(
  { checks, verdict, oracle, asbNull, admissible }: CalibrationReport,
  summary: { readonly how: string; readonly final: FinalVerdict | null; readonly freezeDigest: string },
): void {
  for (const check of checks) printJson({ type: "check", ...check });
  const { tried, repairA, repairB } = admissible;
  printJson({
    type: "summary",
    ok: verdict === "CALIBRATED",
    verdict,
    oracle,
    asbNull,
    tried,
    repairA: repairA.length,
    repairB: repairB.length,
    ...summary,
  });
}

const calibrationText = ({ checks, verdict, admissible: { tried, repairA, repairB } }: CalibrationReport): string =>
  `${checkTable(checks)}${tried} exceptions tried: ${repairA.length} make a Repair A, ${repairB.length} pairs a Repair B\n${verdict}\n`;

import type { AddCommand } from "../add-command.ts";
import { addSovereigntyAblate } from "../sovereignty-tools/ablate-command.ts";
import { addSovereigntyCalibrate } from "../sovereignty-tools/calibrate-command.ts";
import { addSovereigntyCheck } from "../sovereignty-tools/check-command.ts";
import { addSovereigntyDiagnose } from "../sovereignty-tools/diagnose-command.ts";
import { addSovereigntyExport } from "../sovereignty-tools/export-command.ts";
import { addSovereigntyFreeze } from "../sovereignty-tools/freeze-command.ts";
import { addSovereigntyReplay } from "../sovereignty-tools/replay-command.ts";
import { addSovereigntyReport } from "../sovereignty-tools/report-command.ts";
import { addSovereigntyRun } from "../sovereignty-tools/run-command.ts";
import { addSovereigntySpof } from "../sovereignty-tools/spof-command.ts";
import { addSovereigntyWeaken } from "../sovereignty-tools/weaken-command.ts";

/** One line for each verb, in the order of the protocol (seed §14) and then of the help. */
const COMMANDS: readonly AddCommand[] = [
  addSovereigntyFreeze,
  addSovereigntyCalibrate,
  addSovereigntyRun,
  addSovereigntyAblate,
  addSovereigntyWeaken,
  addSovereigntySpof,
  addSovereigntyReport,
  addSovereigntyReplay,
  addSovereigntyCheck,
  addSovereigntyDiagnose,
  addSovereigntyExport,
];

export const addLabSovereignty: AddCommand = (lab, exitWith) => {
  const sovereignty = lab
    .command("sovereignty")
    .description("RSA-PoC v4.3: can an agent repair its own law twice and stay the same law-bearing identity?");
  for (const add of COMMANDS) add(sovereignty, exitWith);
};

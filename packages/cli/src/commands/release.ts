import type { AddCommand } from "../add-command.ts";
import { addAsk } from "../release-tools/ask-command.ts";
import { addCheck } from "../release-tools/check-command.ts";
import { addEvaluate } from "../release-tools/evaluate-command.ts";
import { addGate } from "../release-tools/gate-command.ts";
import { addImportAnswer } from "../release-tools/import-answer-command.ts";
import { addDeclare, addIncident, addWithdraw } from "../release-tools/event-commands.ts";
import { addInit } from "../release-tools/init-command.ts";
import { addJudge } from "../release-tools/judge-command.ts";
import { addLever } from "../release-tools/lever-command.ts";
import { addKeys } from "../release-tools/key-commands.ts";
import { addOverride } from "../release-tools/override-commands.ts";
import { addPack } from "../release-tools/pack-command.ts";
import { addPolicy } from "../release-tools/policy-commands.ts";
import { addPause } from "../release-tools/pause-command.ts";
import { addPrompt } from "../release-tools/prompt-command.ts";
import { addRecheck } from "../release-tools/recheck-command.ts";
import { addReplay } from "../release-tools/replay-command.ts";
import { addRequire } from "../release-tools/require-command.ts";
import { addSafeguards } from "../release-tools/safeguards-commands.ts";
import { addSeal } from "../release-tools/seal-command.ts";
import { addStatus } from "../release-tools/status-command.ts";
import { addStop } from "../release-tools/stop-command.ts";
import { addVerifyPack } from "../release-tools/verify-pack-command.ts";

const COMMANDS: readonly AddCommand[] = [
  addInit,
  addSeal,
  addEvaluate,
  addGate,
  addStatus,
  addPack,
  addVerifyPack,
  addReplay,
  addCheck,
  addRecheck,
  addLever,
  addAsk,
  addPrompt,
  addImportAnswer,
  addJudge,
  addRequire,
  addPause,
  addIncident,
  addDeclare,
  addWithdraw,
  addStop,
  addKeys,
  addPolicy,
  addSafeguards,
  addOverride,
];

export const addRelease: AddCommand = (program, exitWith) => {
  const release = program
    .command("release")
    .description("may this be trained further, deployed or released? Green, Yellow or Red, with every reason")
    .addHelpText(
      "after",
      `
Green alone allows, and exits with 0; every other answer exits with 3.

Examples:
  plimsoll release init heron --example g1     # a dossier that is Green as it stands
  plimsoll release evaluate heron
  plimsoll release pack evaluation-1 --out pack
  plimsoll release verify-pack pack
  plimsoll release gate heron --pack pack
  plimsoll release ask plan.md                 # a first look at a plan: never Green`,
    );
  for (const add of COMMANDS) add(release, exitWith);
};

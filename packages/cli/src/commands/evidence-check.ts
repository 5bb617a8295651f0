import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodePolicy, gridworldTarget } from "@plimsoll/evidence";
import { checkProbing, openSite, type ProbingCheck } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { interruption } from "../interruption.ts";
import { printJson } from "../output/print-json.ts";

interface CheckFlags {
  readonly weights?: string;
  readonly data: string;
  readonly json?: boolean;
}

export const addEvidenceCheck: AddCommand = (evidence, exitWith) => {
  evidence
    .command("check")
    .argument("<set>", "a closed window set, for example acme-run-1/set-1")
    .description(
      "look behind a window set: were these the probes that were registered, and did the ledger count what was tried?",
    )
    .option("--weights <file>", "the gridworld policy: every trial is made again and compared")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll evidence check acme-run-1/set-1 --weights ckpt/step-00000.policy")
    .action(async (set: string, { weights, data, json }: CheckFlags) => {
      using site = openSite(data);
      const target = weights === undefined ? null : gridworldTarget(decodePolicy(readFileSync(weights)));
      const check = await checkProbing(site, set, join(data, "evidence"), target, interruption());
      if (json === true) printJson({ type: "summary", ok: check.faults.length === 0, ...check });
      else process.stdout.write(checkText(check));
      exitWith(check.faults.length === 0 ? EXIT.done : EXIT.refused);
    });
};

const FAULTS_SHOWN = 10;

function checkText({ set, trials, replayed, faults }: ProbingCheck): string {
  const again = replayed === null ? "" : `, ${replayed} made again with the same outcome`;
  const shown = faults.slice(0, FAULTS_SHOWN).map((fault) => `  ${fault}\n`);
  const more = faults.length > FAULTS_SHOWN ? `  and ${faults.length - FAULTS_SHOWN} more\n` : "";
  const verdict = faults.length === 0 ? "agrees with the ledger" : "does not agree";
  return `${set}: ${trials} trials${again}; ${verdict}\n${shown.join("")}${more}`;
}

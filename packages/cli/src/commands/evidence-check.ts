import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodePolicy, gridworldTarget } from "@plimsoll/evidence";
import { PlimsollError } from "@plimsoll/foundation";
import {
  type AgentAgain,
  checkProbing,
  dataFolder,
  type ProbingCheck,
  replay,
  snapshotDigest,
} from "@plimsoll/governor";
import type { Entry } from "@plimsoll/kernel";
import { openLedgerReader } from "@plimsoll/ledger";
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
      "look behind a window set: were these the probes that were registered, and did the ledger record what was tried?",
    )
    .option("--weights <file>", "the gridworld policy: hiddenness and every trial are measured again and compared")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll evidence check acme-run-1/set-1 --weights ckpt/step-00000.policy")
    .action(async (set: string, { weights, data, json }: CheckFlags) => {
      const check = await checkSet(set, data, weights);
      if (json === true) printJson({ type: "summary", ok: check.faults.length === 0, ...check });
      else process.stdout.write(checkText(check));
      exitWith(check.faults.length === 0 ? EXIT.done : EXIT.refused);
    });
};

/** Reads the ledger without being its writer, so that a running site can be looked behind too. */
async function checkSet(set: string, data: string, weights: string | undefined): Promise<ProbingCheck> {
  const directory = dataFolder(data).ledger;
  if (!existsSync(directory)) throw noSite(data);
  using ledger = openLedgerReader({ directory });
  const entries = [...ledger.entries()].map(({ text }) => JSON.parse(text) as Entry);
  const source = { state: replay(ledger), entries, directory: join(data, "evidence") };
  return await checkProbing(source, set, weights === undefined ? null : agentIn(weights), interruption());
}

const agentIn = (weights: string): AgentAgain => ({
  target: gridworldTarget(decodePolicy(readFileSync(weights))),
  digest: snapshotDigest(weights),
});

const FAULTS_SHOWN = 10;

function checkText({ set, trials, replayed, faults }: ProbingCheck): string {
  const again = replayed === null ? "" : `, ${replayed} made again with the same outcome`;
  const shown = faults.slice(0, FAULTS_SHOWN).map((fault) => `  ${fault}\n`);
  const more = faults.length > FAULTS_SHOWN ? `  and ${faults.length - FAULTS_SHOWN} more\n` : "";
  const verdict = faults.length === 0 ? "agrees with the ledger" : "does not agree";
  return `${set}: ${trials} trials${again}; ${verdict}\n${shown.join("")}${more}`;
}

const noSite = (data: string): PlimsollError =>
  new PlimsollError({
    code: "SITE_NOT_FOUND",
    expected: "a data folder with a site",
    received: `"${data}"`,
    fix: `make one: plimsoll init --data ${data}`,
  });

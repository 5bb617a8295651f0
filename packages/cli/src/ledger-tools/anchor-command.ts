import { setTimeout as wait } from "node:timers/promises";
import { openLedgerReader } from "@plimsoll/ledger";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { type Anchored, anchoredEverywhere, publishedCheckpoint } from "./anchor.ts";
import { type AnchorPlaces, placesOf } from "./anchor-places.ts";
import { LEDGER_FOLDER } from "./ledger-folder.ts";

interface AnchorFlags extends AnchorPlaces {
  readonly follow?: boolean;
  readonly every: number;
  readonly json?: boolean;
}

const EVERY_SECONDS = 60;
const collected = (text: string, before: readonly string[]): readonly string[] => [...before, text];

export const addAnchor: AddCommand = (ledger, exitWith) => {
  ledger
    .command("anchor")
    .argument("[dir]", "folder of the ledger", LEDGER_FOLDER)
    .description(
      "have the newest checkpoint cosigned by witnesses, and keep it where the ledger's owner cannot roll it back",
    )
    .option(
      "--policy <file>",
      "tlog-policy: ask its witnesses; what they cosign is kept as checkpoint.witnessed beside the ledger",
    )
    .option("--file <file>", "append it to a file; several times for several", collected, [])
    .option("--hook <url>", "post it as JSON; several times for several", collected, [])
    .option("--rekor <url>", "enter it into a Rekor v2 log")
    .option("--rekor-key <file>", "ECDSA P-256 private key in PEM for --rekor")
    .option("--follow", "go on with what is added, until interrupted")
    .option("--every <seconds>", "with --follow: how often to look", wholeNumber(1, 86_400), EVERY_SECONDS)
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
It reads the ledger beside its writer and is never in the way of a decision. Check against what was kept with
plimsoll ledger fsck --against FILE, or plimsoll ledger verify --policy FILE.

Examples:
  plimsoll ledger anchor --policy witnesses.policy
  plimsoll ledger anchor .plimsoll/ledger --file /mnt/elsewhere/checkpoints.jsonl --follow`,
    )
    .action(async (directory: string, flags: AnchorFlags) => {
      const places = await placesOf(flags);
      using reader = openLedgerReader({ directory });
      const interrupted = interruption();
      let last = "";
      let all: readonly Anchored[] = [];
      for (;;) {
        const checkpoint = publishedCheckpoint(directory);
        if (checkpoint !== last) {
          last = checkpoint;
          all = await anchoredEverywhere({ reader, directory, checkpoint }, places);
          for (const one of all) show(one, flags.json === true);
        }
        if (flags.follow !== true || interrupted.aborted) break;
        await wait(flags.every * 1_000, undefined, { signal: interrupted }).catch(() => {});
      }
      const failed = all.filter(({ ok }) => !ok).length;
      exitWith(failed === 0 ? EXIT.done : EXIT.broken);
      if (flags.json === true)
        printJson({ type: "summary", ok: failed === 0, checkpoint: last, anchored: all.length - failed, failed });
    });
};

function show(anchored: Anchored, asJson: boolean): void {
  if (asJson) printJson({ type: "anchor", ...anchored });
  else process.stdout.write(`${anchored.ok ? "ok    " : "FAILED"}  ${anchored.place}: ${anchored.what}\n`);
}

import { setTimeout as wait } from "node:timers/promises";
import { type LedgerReader, openLedgerReader } from "@plimsoll/ledger";
import type { AddCommand } from "../add-command.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { LEDGER_FOLDER } from "./ledger-folder.ts";
import { LedgerTail, type TailEntry } from "./ledger-tail.ts";
import { TAIL_HEADER, tailLine, tailRow } from "./tail-lines.ts";

interface TailFlags {
  readonly lines: number;
  readonly follow?: boolean;
  readonly json?: boolean;
}

const ENTRIES = 20;
const LOOK_AGAIN_MS = 250;

export const addTail: AddCommand = (ledger) => {
  ledger
    .command("tail")
    .argument("[dir]", "folder of the ledger", LEDGER_FOLDER)
    .description("print the newest entries: when, what, and whose signed command they follow from")
    .option("-n, --lines <count>", "how many", wholeNumber(0, 1_000_000), ENTRIES)
    .option("-f, --follow", "go on with what is added, until interrupted")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The signatures of commands are checked, the log is not: that is plimsoll ledger verify. Works while a site writes.

Examples:
  plimsoll ledger tail
  plimsoll ledger tail .plimsoll/ledger -n 5 --json
  plimsoll ledger tail --follow`,
    )
    .action(async (directory: string, { lines, follow, json }: TailFlags) => {
      using reader = openLedgerReader({ directory });
      const shown = await shownTail(reader, lines, follow === true, json === true);
      if (json === true)
        printJson({ type: "summary", ok: true, entries: shown, size: reader.size, checkpoint: reader.checkpoint });
    });
};

/** Answers how many entries were shown. */
async function shownTail(reader: LedgerReader, count: number, follow: boolean, asJson: boolean): Promise<number> {
  const tail = new LedgerTail(reader);
  if (!asJson) process.stdout.write(TAIL_HEADER);
  let shown = show(tail.newest(count), asJson);
  if (!follow) return shown;
  const interrupted = interruption();
  while (!interrupted.aborted) {
    shown += show(tail.added(), asJson);
    await wait(LOOK_AGAIN_MS, undefined, { signal: interrupted }).catch(() => {});
  }
  return shown;
}

function show(entries: readonly TailEntry[], asJson: boolean): number {
  for (const line of entries.map(tailLine)) {
    if (asJson) printJson(line);
    else process.stdout.write(tailRow(line));
  }
  return entries.length;
}

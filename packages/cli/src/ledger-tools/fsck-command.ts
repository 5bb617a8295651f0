import { keptCheckpoints } from "@plimsoll/ledger";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { fileText } from "../kernel-tools/input-file.ts";
import { printJson } from "../output/print-json.ts";
import { printText } from "../output/print-text.ts";
import { fsck, type FsckReport } from "./fsck.ts";
import { LEDGER_FOLDER } from "./ledger-folder.ts";
import { logKeyOf } from "./log-key.ts";
import { textTable } from "../output/text-table.ts";
import { collectedVkey } from "./vkey-option.ts";
import { WorkProgress } from "../output/work-progress.ts";
import { counted } from "../output/counted.ts";

interface FsckFlags {
  readonly repair?: boolean;
  readonly against?: string;
  readonly key?: string;
  readonly witness: readonly string[];
  readonly json?: boolean;
}

export const addFsck: AddCommand = (ledger, exitWith) => {
  ledger
    .command("fsck")
    .argument("[dir]", "folder of the ledger", LEDGER_FOLDER)
    .description("check everything in a ledger's folder: the log, its index, its snapshots, a torn end")
    .option(
      "--repair",
      "make the index anew and cut a torn last write aside, as opening does; whole batches are never touched",
    )
    .option(
      "--against <file>",
      "an older signed checkpoint, or what ledger anchor --file kept: the log must begin with each",
    )
    .option("--key <file>", "the log's public key from somewhere you trust, PEM or vkey; else the folder's own")
    .option("--witness <vkey>", "count this witness if it cosigned (may be given several times)", collectedVkey, [])
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Without --repair it only reads, also while a site writes. An index that is missing or behind is no fault: opening the ledger
makes it. With --repair the ledger must be nobody else's at the moment (DATA_IN_USE).

Examples:
  plimsoll ledger fsck
  plimsoll ledger fsck .plimsoll/ledger --against /mnt/elsewhere/checkpoints.jsonl --key ledger.vkey
  plimsoll ledger fsck .plimsoll/ledger --repair --json | tail -1`,
    )
    .action(async (directory: string, { repair, against, key, witness, json }: FsckFlags) => {
      using progress = new WorkProgress("leaves");
      const logKey = key === undefined ? null : logKeyOf(await fileText(key));
      const kept = against === undefined ? null : keptCheckpoints(await fileText(against));
      const report = fsck({
        directory,
        keyPem: logKey?.pem ?? null,
        keyOrigin: logKey?.origin ?? null,
        witnesses: witness,
        against: kept?.notes ?? [],
        linesPassedOver: kept?.malformedLines ?? [],
        repair: repair === true,
        onProgress: (leafCount) => progress.show(leafCount),
      });
      exitWith(report.ok ? EXIT.done : EXIT.broken);
      if (json === true) printReport(report);
      else printText(reportText(report));
    });
};

function printReport({ ok, fault, verified, index, tornBytes, snapshots, findings }: FsckReport): void {
  for (const finding of findings) printJson({ type: "finding", ...finding });
  const { size = null, leaves = null, root = null, checkpoint = null, witnesses = 0 } = verified ?? {};
  printJson({ type: "summary", ok, ...fault, size, leaves, root, checkpoint, witnesses, index, tornBytes, snapshots });
}

function reportText({ fault, verified, index, tornBytes, snapshots, findings }: FsckReport): string {
  const rows = [
    [
      "log",
      verified === null
        ? "does not verify"
        : `${counted(verified.size, "entry", "entries")}, ${counted(verified.checkpointCount, "signed checkpoint")}`,
    ],
    ["index", index ?? "not checked"],
    ["snapshots", snapshots === null ? "not checked" : `${snapshots} fit`],
    ["torn", tornBytes === 0 ? "nothing" : `${tornBytes} bytes`],
    ...findings.map(({ part, what }) => [`  ${part}`, what]),
  ];
  return `${textTable(rows)}${fault === null ? "ok" : `${fault.code}: ${fault.message}`}\n`;
}

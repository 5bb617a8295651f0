import type { AddCommand } from "../add-command.ts";
import { interruption } from "../interruption.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { benchLedger, type BenchFigures } from "./bench.ts";
import { textTable } from "../output/text-table.ts";
import { WorkProgress } from "../output/work-progress.ts";

interface BenchFlags {
  readonly dir: string;
  readonly entries: number;
  readonly batch: number;
  readonly json?: boolean;
}

const BATCH = 1_024;
const BATCHES = 60;

export const addBench: AddCommand = (ledger) => {
  ledger
    .command("bench")
    .description("measure durable entries a second on a disk, beside what the disk itself does with the same bytes")
    .option("--dir <dir>", "folder on the disk in question; what is written there is removed again", ".")
    .option("--entries <count>", "entries that are appended in batches", wholeNumber(1, 10_000_000), BATCH * BATCHES)
    .option("--batch <count>", "entries that are made durable at once", wholeNumber(1, 100_000), BATCH)
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Takes 12 seconds at most. On a disk in memory every sync is free, and the figures say nothing of a real one.

Examples:
  plimsoll ledger bench
  plimsoll ledger bench --dir /var/lib/plimsoll --batch 256 --json`,
    )
    .action(async ({ dir, entries, batch, json }: BenchFlags) => {
      using progress = new WorkProgress("entries");
      const figures = await benchLedger({
        directory: dir,
        entries,
        batch,
        signal: interruption(),
        nowMs: () => performance.now(),
        onProgress: (count) => progress.show(count),
      });
      if (json === true) printJson({ type: "summary", ok: true, ...figures, batch });
      else process.stdout.write(figuresText(figures, batch));
    });
};

const figuresText = (figures: BenchFigures, batch: number): string =>
  textTable([
    ["", "ledger", "disk alone"],
    [`entries a second, ${batch} at once`, figures.entriesPerSecond, figures.limitEntriesPerSecond],
    ["one entry, µs", figures.singleCommitP50Us, figures.fsyncP50Us],
  ]) +
  `medians of ${figures.batches} batches and ${figures.singles} single entries; ${figures.ratioToLimit} of the disk's limit\n`;

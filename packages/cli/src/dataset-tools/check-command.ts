import {
  binds,
  type DatasetContent,
  type DatasetState,
  describeDataset,
  marksOn,
  openSite,
  registeredChunks,
  type Relative,
  relativesOf,
} from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import type { DataFlags } from "./data-flags.ts";
import { standingText } from "./dataset-row.ts";
import { contentText, relativesTable } from "./dataset-text.ts";
import { readingProgress } from "./reading-progress.ts";

export const addCheck: AddCommand = (dataset, exitWith) => {
  dataset
    .command("check")
    .argument("<path>", "file or folder")
    .description("say whether any of these data is radioactive, whatever they are called; nothing is registered")
    .option("--lab <name>", "only what binds this lab (default: anybody)")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Exit code 3 when they are marked, or share as much with marked data as counts: one chunk in a hundred of the smaller.

Examples:
  plimsoll dataset check corpus-v2.jsonl
  plimsoll dataset check shards --lab acme --json`,
    )
    .action((path: string, { lab, data, json }: DataFlags & { readonly lab?: string }) => {
      using site = openSite(data);
      const checked = checkDataset(site.state, path, lab ?? null);
      exitWith(checked.isRadioactive ? EXIT.refused : EXIT.done);
      if (json === true) printChecked(checked);
      else process.stdout.write(checkedText(checked));
    });
};

interface Checked {
  readonly content: DatasetContent;
  readonly relatives: readonly Relative[];
  /** The marks on these very data. */
  readonly own: Marks;
  readonly isRadioactive: boolean;
}

type Marks = ReturnType<typeof marksOn>;

function checkDataset(state: DatasetState, path: string, lab: string | null): Checked {
  using progress = readingProgress();
  const content = describeDataset(path, { wanted: registeredChunks(state), onBytes: progress.onBytes });
  const relatives = relativesOf(state, content);
  const own = marksOn(state, content.digest);
  const kin = relatives.filter(({ kinship }) => kinship.counts);
  return { content, relatives, own, isRadioactive: [own, ...kin].some((marks) => binds(state, marks, lab)) };
}

function printChecked({ content, relatives, own, isRadioactive }: Checked): void {
  for (const { dataset, kinship, ...marks } of relatives)
    printJson({ type: "relative", dataset, ...kinship, ...marks });
  const { digest, bytes, files, chunksRead } = content;
  const code = isRadioactive ? { code: "DATASET_RADIOACTIVE" } : {};
  printJson({ type: "summary", ok: !isRadioactive, ...code, digest, ...own, bytes, files, chunksRead });
}

function checkedText({ content, relatives, own, isRadioactive }: Checked): string {
  const itself = own.lineages.length === 0 ? "" : `these very data: ${standingText(own)}\n`;
  const verdict = isRadioactive ? "RADIOACTIVE: no run may use them" : "clean";
  return `${contentText(content)}${itself}${relativesTable(relatives)}${verdict}\n`;
}

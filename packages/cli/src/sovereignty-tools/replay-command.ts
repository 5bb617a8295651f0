import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { fileText } from "../kernel-tools/input-file.ts";
import { logKeyOf } from "../ledger-tools/log-key.ts";
import { textTable } from "../output/text-table.ts";
import { printJson } from "../output/print-json.ts";
import { ProgressLine } from "../output/progress-line.ts";
import { replay, type ReplayOutcome } from "./replay.ts";
import { SOVEREIGNTY_FOLDER } from "./run-folder.ts";
import { folderName, refusals } from "./stage-action.ts";
import { stageBar } from "./stage-bar.ts";

interface ReplayFlags {
  readonly key?: string;
  readonly json?: boolean;
}

export const addSovereigntyReplay: AddCommand = (sovereignty, exitWith) => {
  sovereignty
    .command("replay")
    .argument("[record]", "the experiment's folder, or one record of it", folderName, SOVEREIGNTY_FOLDER)
    .description("make an experiment again from its record alone, and compare every byte")
    .option("--key <file>", "the log's public key from somewhere you trust, PEM or vkey; else the folder's own")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Nothing is written, and no private key is needed: a folder that was copied to another machine will do. Where a byte differs, the
first place is told and the exit code is 1, as where a record or a trace is missing that the log has signed or a record lists. A log that is there is checked as by plimsoll
ledger verify; with --key there has to be one.

Examples:
  plimsoll lab sovereignty replay
  plimsoll lab sovereignty replay experiments/one --key auditor/ledger.vkey
  plimsoll lab sovereignty replay experiments/one/baseline.json --json | tail -1`,
    )
    .action(async (location: string, { key, json }: ReplayFlags) => {
      await refusals(json === true, exitWith, async () => {
        using line = new ProgressLine();
        const outcome = await replay({
          location,
          key: key === undefined ? null : logKeyOf(await fileText(key)),
          progress: (stage, done, total) => line.show(stageBar(stage, done, total)),
        });
        line.clear();
        if (json === true) tellLines(outcome);
        else process.stdout.write(replayText(outcome));
        return isSame(outcome) ? EXIT.done : EXIT.broken;
      });
    });
};

/** Every byte is the same, and whatever is signed is what was signed. */
const isSame = ({ files, ledger }: ReplayOutcome): boolean =>
  files.every(({ identical, signed }) => identical === true && signed !== false) && ledger?.ok !== false;

function tellLines(outcome: ReplayOutcome): void {
  const { files, ledger, ...rest } = outcome;
  for (const file of files) printJson({ type: "file", ...file });
  printJson({
    type: "summary",
    ok: isSame(outcome),
    identical: files.every(({ identical }) => identical === true),
    files: files.length,
    ledger: ledger === null ? null : ledger.ok,
    ...rest,
  });
}

function replayText(outcome: ReplayOutcome): string {
  const { files, freezeMatches, ledger } = outcome;
  const notes = [
    ...(freezeMatches
      ? []
      : ["the record is of other modules than this program has loaded: only the results are compared\n"]),
    ...(ledger === null ? ["no log was asked: nothing says that these are the records that were signed\n"] : []),
    ...(ledger?.ok === false ? [`${ledger.code}: ${ledger.message}\n`] : []),
    ...(ledger?.ok === true
      ? [`log of ${ledger.size} entries verified, key ${ledger.key === "given" ? "yours" : "the folder's own"}\n`]
      : []),
  ];
  const table = textTable([["file", "bytes", "signed"], ...files.map(fileRow)]);
  return `${table}${differenceTexts(files)}${notes.join("")}${isSame(outcome) ? "byte-identical" : "NOT the same"}\n`;
}

const fileRow = ({ file, identical, signed }: ReplayOutcome["files"][number]): readonly string[] => [
  file,
  identical === null ? "MISSING" : identical ? "identical" : "DIFFERENT",
  signed === null ? "" : signed ? "yes" : "NO",
];

const differenceTexts = (files: ReplayOutcome["files"]): string =>
  files
    .flatMap(({ file, difference }) =>
      difference === null
        ? []
        : [
            `${file} at "${difference.path}": recorded ${shown(difference.recorded)}, replayed ${shown(difference.replayed)}\n`,
          ],
    )
    .join("");

const SHOWN_MAX = 200;
const shown = (text: string | null): string => (text === null ? "nothing" : text.slice(0, SHOWN_MAX));

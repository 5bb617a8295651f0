import { readFileSync } from "node:fs";
import { openLedgerReader } from "@plimsoll/ledger";
import type { AddCommand } from "../add-command.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { LEDGER_FOLDER } from "./ledger-folder.ts";
import { keepFiles } from "./kept-file.ts";
import { type ProofFile, proofFiles } from "./prove.ts";
import { publishedNote } from "./published-note.ts";

interface ProveFlags {
  readonly out?: string;
  readonly checkpoint?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addProve: AddCommand = (ledger) => {
  ledger
    .command("prove")
    .argument("<index>", "the entry, from 0 (see: plimsoll ledger tail)", wholeNumber(0))
    .argument("[dir]", "folder of the ledger", LEDGER_FOLDER)
    .description("write a proof that an entry is in the log, for somebody who has only the log's public key")
    .option("--out <file>", "where the proof goes (default: INDEX.tlog-proof)")
    .option("--checkpoint <file>", "prove under this checkpoint, perhaps a cosigned one, in place of the newest")
    .option("--force", "replace a file that is there")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The file (C2SP tlog-proof) holds the decision that the entry is part of, the path of hashes and the signed checkpoint. An
entry longer than 65 535 bytes lies in several leaves, and has a file for each: FILE.part-1 and so on.

Examples:
  plimsoll ledger prove 1
  plimsoll ledger prove 1 .plimsoll/ledger --out accreditation.tlog-proof`,
    )
    .action((index: number, directory: string, { out, checkpoint, force, json }: ProveFlags) => {
      using reader = openLedgerReader({ directory });
      const files = proofFiles(reader, {
        entryIndex: index,
        out: out ?? `${index}.tlog-proof`,
        published: publishedNote(directory),
        under: checkpoint === undefined ? null : readFileSync(checkpoint, "utf8"),
      });
      keepFiles(files, force === true);
      if (json === true) printProofs(index, files);
      else process.stdout.write(files.map(({ path }) => `${path}\n`).join(""));
    });
};

function printProofs(index: number, files: readonly ProofFile[]): void {
  for (const { path, leafIndex } of files) printJson({ type: "proof", file: path, leaf: leafIndex });
  printJson({
    type: "summary",
    ok: true,
    index,
    files: files.map(({ path }) => path),
    checkpoint: files[0]?.checkpoint,
  });
}

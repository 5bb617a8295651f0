import { openSite, registerDataset } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import type { DataFlags } from "./data-flags.ts";
import { collectedName, registeredDataset } from "./dataset-digest.ts";
import { datasetRow } from "./dataset-row.ts";
import { contentText, datasetDetails } from "./dataset-text.ts";
import { readingProgress } from "./reading-progress.ts";

interface RegisterFlags extends DataFlags {
  readonly lab: string;
  readonly derivedFrom?: readonly string[];
}

export const addRegister: AddCommand = (dataset) => {
  dataset
    .command("register")
    .argument("<path>", "file or folder")
    .description("put the digest and the chunks of data into the ledger; plimsoll run does it by itself")
    .requiredOption("--lab <name>", "the lab whose data they are")
    .option(
      "--derived-from <dataset>",
      "a registered dataset that they are made of: a digest, or a file or folder with its content (repeatable)",
      collectedName,
    )
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Marks of data that these are derived from, or share one chunk in a hundred with, are taken over.

Examples:
  plimsoll dataset register corpus.jsonl --lab acme
  plimsoll dataset register tokens --lab acme --derived-from corpus.jsonl`,
    )
    .action((path: string, { lab, derivedFrom, data, json }: RegisterFlags) => {
      using site = openSite(data);
      using progress = readingProgress();
      const sources = derivedFrom?.map((source) => registeredDataset(site.state, source));
      const { onBytes } = progress;
      const registered = registerDataset(site, { path, lab, onBytes, ...(sources && { derivedFrom: sources }) });
      progress.clear();
      const row = datasetRow(site.state, registered.content.digest);
      if (json === true) {
        const { bytes, files, chunksRead } = registered.content;
        printJson({ type: "summary", ok: true, ...row, bytes, files, chunksRead, wasKnown: registered.wasKnown });
      } else process.stdout.write(contentText(registered.content) + datasetDetails(row));
    });
};

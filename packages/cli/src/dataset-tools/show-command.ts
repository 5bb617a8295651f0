import { openSite } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import type { DataFlags } from "./data-flags.ts";
import { registeredDataset } from "./dataset-digest.ts";
import { datasetRow, type DatasetRow, datasetRows } from "./dataset-row.ts";
import { datasetDetails, datasetTable } from "./dataset-text.ts";

export const addShow: AddCommand = (dataset) => {
  dataset
    .command("show")
    .argument("[dataset]", "a digest, or a file or folder with its content (default: all)")
    .description("say what the ledger knows of data")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExamples:\n  plimsoll dataset show\n  plimsoll dataset show corpus.jsonl --json")
    .action((name: string | undefined, { data, json }: DataFlags) => {
      using site = openSite(data);
      const one = name === undefined ? null : datasetRow(site.state, registeredDataset(site.state, name));
      const rows = one === null ? datasetRows(site.state) : [one];
      if (json !== true) process.stdout.write(one === null ? datasetTable(rows) : datasetDetails(one));
      else printRows(rows);
    });
};

function printRows(rows: readonly DatasetRow[]): void {
  for (const row of rows) printJson({ type: "dataset", ...row });
  const radioactive = rows.filter(({ lineages }) => lineages.length > 0).length;
  printJson({ type: "summary", ok: true, datasets: rows.length, radioactive });
}

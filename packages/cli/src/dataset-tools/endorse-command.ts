import { openSite } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import type { DataFlags } from "./data-flags.ts";
import { registeredDataset } from "./dataset-digest.ts";

export const addEndorse: AddCommand = (dataset) => {
  dataset
    .command("endorse")
    .argument("<dataset>", "a digest, or a file or folder with its content")
    .description("sign a contamination as the auditor: from then on it binds every lab")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll dataset endorse corpus.jsonl")
    .action((name: string, { data, json }: DataFlags) => {
      using site = openSite(data);
      const digest = registeredDataset(site.state, name);
      const marks = site.state.radioactive.get(digest)?.marks.map(({ markedAt }) => markedAt) ?? [];
      const entries = site.must(`contamination.endorse:${digest}:${Math.max(0, ...marks)}`, {
        type: "contamination.endorse",
        dataset: digest,
      });
      const reached = entries.flatMap((entry) => (entry.kind === "contamination.endorsed" ? [entry.dataset] : []));
      if (json === true) printJson({ type: "summary", ok: true, dataset: digest, endorsed: reached });
      else
        process.stdout.write(
          `the contamination of ${digest} binds every lab, with ${reached.length} datasets in all\n`,
        );
    });
};

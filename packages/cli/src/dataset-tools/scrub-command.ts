import { openSite, recordScrub } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { keysOfRole } from "../key-tools/keys-of-role.ts";
import { jsonIn } from "../kernel-tools/policy-source.ts";
import { printJson } from "../output/print-json.ts";
import type { DataFlags } from "./data-flags.ts";

export const addScrub: AddCommand = (dataset) => {
  dataset
    .command("scrub")
    .description("record a certified scrub: the data after it may be used again, those before it never")
    .requiredOption("--certificate <file>", "an auditor's certificate; - is standard input")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll dataset scrub --certificate scrub.json")
    .action(async ({ certificate, data, json }: DataFlags & { readonly certificate: string }) => {
      const envelope = await jsonIn(certificate);
      using site = openSite(data);
      const recorded = recordScrub(site, envelope, keysOfRole(site, data, "auditor"));
      if (json === true) printJson({ type: "summary", ok: true, ...recorded });
      else process.stdout.write(`${recorded.after} is clear: ${recorded.method}, ${recorded.shared} chunks left\n`);
    });
};

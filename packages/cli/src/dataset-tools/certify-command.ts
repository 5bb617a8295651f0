import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { signingKeyFromPem } from "@plimsoll/foundation/node";
import { certifyScrub, dataFolder, openSite } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import type { DataFlags } from "./data-flags.ts";
import { registeredDataset } from "./dataset-digest.ts";

interface CertifyFlags extends DataFlags {
  readonly method: string;
  readonly out: string;
  readonly key?: string;
}

export const addCertify: AddCommand = (dataset) => {
  dataset
    .command("certify")
    .argument("<before>", "the contaminated dataset: a digest, or a file or folder with its content")
    .argument("<after>", "what the scrub made of it, registered as derived from it")
    .description("certify a scrub as the auditor: a signed statement, for plimsoll dataset scrub")
    .requiredOption("--method <name>", "what was done, for example rewritten-by-hand")
    .requiredOption("--out <file>", "file of the certificate")
    .option("--key <file>", "the auditor's key in PEM (default: the one in the data folder)")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
There is none where every chunk of the contaminated data is still there.

Example:
  plimsoll dataset certify corpus.jsonl rewritten.jsonl --method rewritten-by-hand --out scrub.json`,
    )
    .action((before: string, after: string, flags: CertifyFlags) => {
      using site = openSite(flags.data);
      const scrub = {
        before: registeredDataset(site.state, before),
        after: registeredDataset(site.state, after),
        method: flags.method,
      };
      const key = flags.key ?? join(dataFolder(flags.data).keys, "auditor.pem");
      const certificate = certifyScrub(site.state, scrub, signingKeyFromPem(readFileSync(key, "utf8")));
      writeFileSync(flags.out, `${JSON.stringify(certificate)}\n`, { flush: true });
      if (flags.json === true) printJson({ type: "summary", ok: true, ...scrub, certificate: flags.out });
      else process.stdout.write(`certified ${scrub.after}\n  as a scrub of ${scrub.before}\n  in ${flags.out}\n`);
    });
};

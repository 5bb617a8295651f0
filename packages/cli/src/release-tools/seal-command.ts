import { sealSources } from "@plimsoll/release/node";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";

export const addSeal: AddCommand = (release) => {
  release
    .command("seal")
    .argument("<dir>", "a dossier")
    .description("write down the digests of its sources and logs: what is changed after that counts as damaged")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll release seal my-model")
    .action((dir: string, { json }: { readonly json?: boolean }) => {
      const sealing = sealSources(dir);
      if (json === true) printJson({ type: "summary", ok: true, ...sealing });
      else process.stdout.write(`${dir} is sealed.\n`);
    });
};

import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { nodeKeyOf } from "../token-tools/node-key.ts";

export const addThumbprint: AddCommand = (attest) => {
  attest
    .command("thumbprint")
    .argument("<key>", "a file with an Ed25519 key in PEM, public or private")
    .description("the name of a key: of a node, or of a hardware root for its lab's accreditation")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      "\nExample:\n  plimsoll lab accredit acme --hardware-root $(plimsoll attest thumbprint root.pem)",
    )
    .action((key: string, { json }: { readonly json?: boolean }) => {
      const thumbprint = nodeKeyOf(key);
      if (json === true) printJson({ type: "summary", ok: true, thumbprint });
      else process.stdout.write(`${thumbprint}\n`);
    });
};

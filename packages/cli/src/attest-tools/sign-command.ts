import { readFileSync, writeFileSync } from "node:fs";
import type { Digest } from "@plimsoll/foundation";
import { signingKeyFromPem, systemClock } from "@plimsoll/foundation/node";
import { nodeKeyDigest, signNodeAttestation } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { digestOption } from "../token-tools/digest-option.ts";
import { nodeKeyOf } from "../token-tools/node-key.ts";

interface SignFlags {
  readonly rootKey: string;
  readonly nodeKey: string;
  readonly artifact: Digest;
  readonly out: string;
  readonly json?: boolean;
}

export const addSign: AddCommand = (attest) => {
  attest
    .command("sign")
    .description("as a hardware root: say that a node holds an artifact, in a signed statement")
    .requiredOption("--root-key <file>", "the root's private Ed25519 key in PEM")
    .requiredOption("--node-key <key>", "the node's key: thumbprint, or a file with it in PEM")
    .requiredOption("--artifact <digest>", "what the node holds", digestOption)
    .requiredOption("--out <file>", "where the statement goes")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The root's owner runs this, where the root's key is. What it signs is only worth what its owner checked.

Examples:
  openssl genpkey -algorithm ed25519 -out root.pem
  plimsoll attest sign --root-key root.pem --node-key node.pem --artifact sha256:… --out node.intoto.json`,
    )
    .action(({ rootKey, nodeKey, artifact, out, json }: SignFlags) => {
      const root = signingKeyFromPem(readFileSync(rootKey, "utf8"));
      const statement = { nodeKey: nodeKeyOf(nodeKey), artifact, attestedAt: systemClock.wallMs() };
      writeFileSync(out, `${JSON.stringify(signNodeAttestation(statement, root))}\n`);
      const hardwareRoot = nodeKeyDigest(root.publicKey);
      if (json === true) printJson({ type: "summary", ok: true, file: out, hardwareRoot, ...statement });
      else process.stdout.write(`${out}: ${statement.nodeKey} holds ${artifact}, says root ${hardwareRoot}\n`);
    });
};

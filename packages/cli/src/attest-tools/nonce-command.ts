import { randomBytes } from "node:crypto";
import type { Digest } from "@plimsoll/foundation";
import { gpuNonce } from "@plimsoll/governor";
import type { AddCommand } from "../add-command.ts";
import { printJson } from "../output/print-json.ts";
import { digestOption } from "../token-tools/digest-option.ts";
import { nodeKeyOf } from "../token-tools/node-key.ts";

interface NonceFlags {
  readonly nodeKey: string;
  readonly artifact: Digest;
  readonly json?: boolean;
}

export const addNonce: AddCommand = (attest) => {
  attest
    .command("nonce")
    .description("a new question for a GPU's evidence, bound to the node's key and to what it holds")
    .requiredOption("--node-key <key>", "the node's key: thumbprint, or a file with it in PEM")
    .requiredOption("--artifact <digest>", "what the node holds", digestOption)
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Ask the GPU with the nonce, and keep the challenge for: plimsoll attest record --challenge.

Example:
  plimsoll attest nonce --node-key node.pem --artifact sha256:…`,
    )
    .action(({ nodeKey, artifact, json }: NonceFlags) => {
      const challenge = randomBytes(16).toString("hex");
      const nonce = gpuNonce({ nodeKey: nodeKeyOf(nodeKey), artifact, challenge });
      if (json === true) printJson({ type: "summary", ok: true, nonce, challenge });
      else process.stdout.write(`nonce ${nonce}\nchallenge ${challenge}\n`);
    });
};

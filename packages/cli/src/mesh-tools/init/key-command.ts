import type { AddCommand } from "../../add-command.ts";
import { printJson } from "../../output/print-json.ts";

interface KeyFlags {
  readonly data: string;
  readonly json?: boolean;
}

export const addMeshKey: AddCommand = (mesh) => {
  mesh
    .command("key")
    .description("make the key of a node in its folder, and print its public key")
    .requiredOption("--data <dir>", "the node's folder")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The private key never leaves the folder. Give the public key to whoever runs plimsoll mesh init, and put the genesis.cbor
that comes back beside it.

Example:
  plimsoll mesh key --data node`,
    )
    .action(async ({ data, json }: KeyFlags) => {
      const { makeNodeKey, nodeFolder, signerOf } = await import("@plimsoll/mesh/node");
      const { key } = signerOf(makeNodeKey(data));
      if (json === true) printJson({ type: "summary", ok: true, key, file: nodeFolder(data).key });
      else process.stdout.write(`${key}\n`);
    });
};

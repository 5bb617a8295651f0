import type { AddCommand } from "../../add-command.ts";
import { identifier } from "../mesh-options.ts";

interface VerifyFlags {
  readonly root?: string;
  readonly anchor?: string;
  readonly json?: boolean;
}

export const addMeshVerify: AddCommand = (mesh, exitWith) => {
  mesh
    .command("verify")
    .argument("<folder>", "what plimsoll mesh certify or recover wrote")
    .description("have the separate verifier recompute a mesh from its bytes")
    .option("--root <hex>", "the event root or certificate digest that somebody wrote down", identifier)
    .option("--anchor <roster>", "judge from this roster, as you know it (default: the folder's own word)", identifier)
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
The verifier is a program of its own that imports nothing of the rest. Exit codes: 0 valid, 1 broken input, 3 invalid or incomplete.

Examples:
  plimsoll mesh verify evidence
  plimsoll mesh verify evidence --root 5f0c… --json | tail -1`,
    )
    .action(async (folder: string, { root, anchor, json }: VerifyFlags) => {
      const { verifierArguments, runVerifier } = await import("./run-verifier.ts");
      exitWith(await runVerifier(verifierArguments(folder, { root, anchor, asJson: json === true })));
    });
};

import type { AddCommand } from "../../add-command.ts";
import { identifier } from "../mesh-options.ts";

interface VerifyFlags {
  readonly certificate?: string;
  readonly root?: string;
  readonly anchor?: string;
  readonly json?: boolean;
}

export const addMeshVerify: AddCommand = (mesh, exitWith) => {
  mesh
    .command("verify")
    .argument("<folder>", "what plimsoll mesh certify or recover wrote")
    .description("have the separate verifier recompute a mesh from its bytes")
    .option("--certificate <file>", "check against this certificate, kept elsewhere (default: the folder's)")
    .option(
      "--root <hex>",
      "demand this event root, of all events or of the certificate, or this certificate",
      identifier,
    )
    .option("--anchor <roster>", "judge from this roster, as you know it (default: the folder's own word)", identifier)
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
The verifier is a program of its own that imports nothing of the rest. Exit codes: 0 valid, 1 broken input, 3 invalid or incomplete.

A mesh grows, so that its event root today is no longer that of yesterday. What shows for good that nothing of yesterday is gone is
yesterday's certificate.cbor, kept elsewhere: --certificate. --root takes 32 bytes that were written down: the event root of exactly
these events, or event root or digest of the certificate at hand.

Examples:
  plimsoll mesh verify evidence
  plimsoll mesh verify evidence --certificate safe/certificate.cbor
  plimsoll mesh verify evidence --root 5f0c… --json | tail -1`,
    )
    .action(async (folder: string, { certificate, root, anchor, json }: VerifyFlags) => {
      const { verifierArguments, runVerifier } = await import("./run-verifier.ts");
      exitWith(await runVerifier(verifierArguments(folder, { certificate, root, anchor, asJson: json === true })));
    });
};

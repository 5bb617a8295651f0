import type { AddCommand } from "../../add-command.ts";
import { printJson } from "../../output/print-json.ts";

interface CertifyFlags {
  readonly data: string;
  readonly out: string;
  readonly json?: boolean;
}

export const addMeshCertify: AddCommand = (mesh) => {
  mesh
    .command("certify")
    .description("write out what a node holds and its newest stable certificate, for anybody to check")
    .requiredOption("--data <dir>", "the node's folder")
    .requiredOption("--out <dir>", "a new folder")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Works while the node runs, and on the journal of one that is stopped, which is read and not changed.

Example:
  plimsoll mesh certify --data trial/node-0 --out evidence && plimsoll mesh verify evidence`,
    )
    .action(async ({ data, out, json }: CertifyFlags) => {
      const { writeEvidence } = await import("@plimsoll/mesh/node");
      const written = await writeEvidence(data, out);
      if (json === true) printJson({ type: "summary", ok: true, folder: out, ...written });
      else process.stdout.write(writtenText(out, written));
    });
};

function writtenText(
  out: string,
  { events, hasCertificate }: { readonly events: number; readonly hasCertificate: boolean },
): string {
  const certificate = hasCertificate ? "and the newest stable certificate" : "and no certificate: none is stable yet";
  return `${events} events ${certificate} are in ${out}\nnext: plimsoll mesh verify ${out}\n`;
}

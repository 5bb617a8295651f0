import type { AddCommand } from "../../add-command.ts";
import { identifier } from "../mesh-options.ts";
import type { BlobGetFlags } from "./get-blob.ts";
import type { BlobPutFlags } from "./put-blob.ts";

export const addMeshBlob: AddCommand = (mesh) => {
  const blob = mesh
    .command("blob")
    .description("large content on some of the nodes, under its digest: put it there, and get it back")
    .addHelpText("after", `${SURVIVAL}\nExamples:\n${PUT_EXAMPLES}\n${GET_EXAMPLES}`);
  blob
    .command("put")
    .argument("<file>", "what to put, at most 64 MiB")
    .description("put a file onto the 20 nodes that are closest to its digest, and print the digest")
    .requiredOption("--data <dir>", "the folder of a running node")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", `${SURVIVAL}\nExamples:\n${PUT_EXAMPLES}`)
    .action(async (file: string, flags: BlobPutFlags) => {
      const { putBlob } = await import("./put-blob.ts");
      await putBlob(file, flags);
    });
  blob
    .command("get")
    .argument("<digest>", "what put printed: 64 hexadecimal digits", identifier)
    .description("get content by its digest, from whichever nodes hold it")
    .requiredOption("--data <dir>", "the folder of a running node")
    .option("--out <file>", "a new file (default: standard output)")
    .option("--json", "JSON lines on standard output; only with --out")
    .addHelpText("after", `${SURVIVAL}\nExamples:\n${GET_EXAMPLES}`)
    .action(async (digest: string, flags: BlobGetFlags) => {
      const { getBlob } = await import("./get-blob.ts");
      await getBlob(digest, flags);
    });
};

const SURVIVAL = `
A blob lies on at most 20 nodes and may die with them: what must outlive a large loss belongs in events. Who gets it checks the
digest. It travels on straight roads (join with --listen or --peer), and nothing of it is encrypted on the disks.
`;
const PUT_EXAMPLES = "  plimsoll mesh blob put report.pdf --data trial/node-0";
const GET_EXAMPLES = "  plimsoll mesh blob get 9f86… --data trial/node-2 --out report.pdf";

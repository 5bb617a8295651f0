import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { collected } from "../mesh-options.ts";

export interface BlastFlags {
  readonly nodes: number;
  readonly survivors: string;
  readonly events: number;
  readonly nats: readonly string[];
  readonly out?: string;
  readonly timeout: number;
  readonly json?: boolean;
}

export const addMeshBlast: AddCommand = (mesh, exitWith) => {
  mesh
    .command("blast")
    .description("show on this machine what a mesh survives: real nodes, kill -9, deleted disks, and back")
    .option("--nodes <n>", "node processes", wholeNumber(2, 200), 10)
    .option("--survivors <s>", "how many are left, or a share", "1%")
    .option("--events <m>", "events before the loss", wholeNumber(0, 1_000_000), 500)
    .option("--nats <url>", "over these brokers rather than straight roads (several times)", collected, [])
    .option("--out <dir>", "keep the folders and the evidence here (default: a temporary folder, removed at the end)")
    .option("--timeout <seconds>", "give up after so long", wholeNumber(10, 86_400), 600)
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
It starts the nodes, has them write and certify, kills all but the survivors and deletes their folders, has the separate
verifier check a survivor, opens the survivors' epoch, starts as many new, empty nodes, and waits until all hold the same.
The nodes share this machine: the seconds say little about a real one. Exit code 1 when anything was lost.

Examples:
  plimsoll mesh blast
  plimsoll mesh blast --nodes 30 --survivors 1% --events 10000 --json | tail -1`,
    )
    .action(async (flags: BlastFlags) => {
      const { runBlast } = await import("./run-blast.ts");
      exitWith(await runBlast(flags));
    });
};

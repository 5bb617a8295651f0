import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { NATS_HELP, withNatsOptions } from "../run/nats-options.ts";
import type { BlastFlags } from "./run-blast.ts";

export const addMeshBlast: AddCommand = (mesh, exitWith) => {
  const blast = mesh
    .command("blast")
    .description("show on this machine what a mesh survives: real nodes, kill -9, deleted disks, and back")
    .option("--nodes <n>", "node processes", wholeNumber(2, 200), 10)
    .option("--survivors <s>", "how many are left, or a share", "1%")
    .option("--events <m>", "events before the loss", wholeNumber(0, 1_000_000), 500);
  withNatsOptions(blast)
    .option("--out <dir>", "keep the folders and the evidence here (default: a temporary folder, removed at the end)")
    .option("--timeout <seconds>", "give up after so long", wholeNumber(10, 86_400), 600)
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
It starts the nodes, has them write and certify, kills all but the survivors and deletes their folders, has the separate
verifier check a survivor, opens the survivors' epoch, starts as many new, empty nodes, and waits until all hold the same.
The nodes share this machine: the seconds say little about a real one. Exit code 1 when anything was lost. With --nats the nodes go over brokers rather than straight roads.
${NATS_HELP}
Examples:
  plimsoll mesh blast
  plimsoll mesh blast --nodes 30 --survivors 1% --events 10000 --json | tail -1`,
    )
    .action(async (flags: BlastFlags) => {
      const { runBlast } = await import("./run-blast.ts");
      exitWith(await runBlast(flags));
    });
};

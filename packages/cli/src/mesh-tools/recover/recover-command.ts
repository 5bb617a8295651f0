import type { AddCommand } from "../../add-command.ts";
import { collected, collectedMember } from "../mesh-options.ts";
import type { RecoverFlags } from "./recover-nodes.ts";

export const addMeshRecover: AddCommand = (mesh, exitWith) => {
  mesh
    .command("recover")
    .description("what survivors of a loss hold: their certificate rebuilt, and a list of what is gone")
    .requiredOption("--data <dir>", "a survivor's folder, its node stopped (several times)", collected, [])
    .option("--out <dir>", "write all that they hold together, and the rebuilt certificate, for plimsoll mesh verify")
    .option("--open-epoch", "open an epoch of these survivors, so that they go on")
    .option("--admit <name=key>", "with --open-epoch: a new node that joins them (several times)", collectedMember, [])
    .option("--write-off", "with --open-epoch: unspent rights of everybody else count as spent, for good")
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
Every hash and signature is checked, and nothing is guessed: the report names each chain that is not whole and each event
that cites what nobody has. Exit code 3 when no certificate could be rebuilt to the same bytes. Without --open-epoch no
journal is changed. After it, start the survivors with plimsoll mesh join as before, and new nodes with --stand-on.

Nodes that live and are merely cut off lose their say in the new epoch until its members let them in again.

Examples:
  plimsoll mesh recover --data node --out evidence
  plimsoll mesh recover --data a/node --data b/node --open-epoch --admit fresh=4f…`,
    )
    .action(async (flags: RecoverFlags) => {
      const { recoverNodes } = await import("./recover-nodes.ts");
      exitWith(await recoverNodes(flags));
    });
};

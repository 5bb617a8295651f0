import type { AddCommand } from "../add-command.ts";
import { addMeshEvents } from "../mesh-tools/ask/events-command.ts";
import { addMeshIntent } from "../mesh-tools/ask/intent-command.ts";
import { addMeshStatus } from "../mesh-tools/ask/status-command.ts";
import { addMeshBlast } from "../mesh-tools/blast/blast-command.ts";
import { addMeshBlob } from "../mesh-tools/blob/blob-command.ts";
import { addMeshCertify } from "../mesh-tools/evidence/certify-command.ts";
import { addMeshVerify } from "../mesh-tools/evidence/verify-command.ts";
import { addMeshInit } from "../mesh-tools/init/init-command.ts";
import { addMeshKey } from "../mesh-tools/init/key-command.ts";
import { addMeshRecover } from "../mesh-tools/recover/recover-command.ts";
import { addMeshJoin } from "../mesh-tools/run/join-command.ts";
import { addMeshSite } from "../mesh-tools/site/site-command.ts";
import { addMeshSimulate } from "../mesh-tools/simulate/simulate-command.ts";

/** One line for each verb, in the order in which one meets them. */
const COMMANDS: readonly AddCommand[] = [
  addMeshKey,
  addMeshInit,
  addMeshJoin,
  addMeshStatus,
  addMeshIntent,
  addMeshEvents,
  addMeshBlob,
  addMeshSite,
  addMeshCertify,
  addMeshVerify,
  addMeshRecover,
  addMeshSimulate,
  addMeshBlast,
];

export const addMesh: AddCommand = (program, exitWith) => {
  const mesh = program
    .command("mesh")
    .description("one signed timeline on many machines: nodes, what they hold, and what is left after a loss");
  for (const add of COMMANDS) add(mesh, exitWith);
};

import type { AddCommand } from "../add-command.ts";
import { addDrill } from "../node-tools/drill-command.ts";
import { addNodeStatus } from "../node-tools/status-command.ts";

export const addGovernor: AddCommand = (program, exitWith) => {
  const governor = program.command("governor").description("this machine: its jobs, and whether it can kill them");
  for (const add of [addNodeStatus, addDrill]) add(governor, exitWith);
};

import type { AddCommand } from "../add-command.ts";
import { addProphetPlot } from "../prophet-tools/plot/plot-command.ts";
import { addProphetRun } from "../prophet-tools/run/run-command.ts";

/** One line for each verb, in the order in which one meets them. */
const COMMANDS: readonly AddCommand[] = [addProphetRun, addProphetPlot];

export const addLabProphet: AddCommand = (lab, exitWith) => {
  const prophet = lab
    .command("prophet")
    .description("Prophet: a training that foresees its own instability and loses nothing");
  for (const add of COMMANDS) add(prophet, exitWith);
};

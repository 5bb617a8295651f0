import type { AddCommand } from "../add-command.ts";
import { addRehearseRun } from "../rehearsal/command/run-command.ts";
import { addRehearseWarn } from "../rehearsal/command/warn-command.ts";
import { addRehearseWatch } from "../rehearsal/command/watch-command.ts";

export const addLabRehearse: AddCommand = (lab, exitWith) => {
  const rehearse = lab
    .command("rehearse")
    .description("rehearse a policy on simulated clusters before it touches real ones, and watch a real fleet");
  for (const add of [addRehearseRun, addRehearseWatch, addRehearseWarn]) add(rehearse, exitWith);
};

import type { AddCommand } from "../add-command.ts";
import { addAdmit } from "../key-tools/admit-command.ts";
import { addList } from "../key-tools/list-command.ts";
import { addRevoke } from "../key-tools/revoke-command.ts";
import { addRotate } from "../key-tools/rotate-command.ts";

export const addKey: AddCommand = (program, exitWith) => {
  const key = program.command("key").description("who may sign at a site: keys that come, change and go in the ledger");
  for (const add of [addList, addAdmit, addRotate, addRevoke]) add(key, exitWith);
};

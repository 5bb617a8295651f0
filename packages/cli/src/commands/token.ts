import type { AddCommand } from "../add-command.ts";
import { addInspect } from "../token-tools/inspect-command.ts";
import { addIssue } from "../token-tools/issue-command.ts";
import { addVerify } from "../token-tools/verify-command.ts";

export const addToken: AddCommand = (program, exitWith) => {
  const token = program.command("token").description("Capability Tokens: no token, no service");
  for (const add of [addIssue, addVerify, addInspect]) add(token, exitWith);
};

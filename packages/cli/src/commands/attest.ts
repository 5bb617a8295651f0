import type { AddCommand } from "../add-command.ts";
import { addNonce } from "../attest-tools/nonce-command.ts";
import { addRecord } from "../attest-tools/record-command.ts";
import { addSign } from "../attest-tools/sign-command.ts";
import { addThumbprint } from "../attest-tools/thumbprint-command.ts";

export const addAttest: AddCommand = (program, exitWith) => {
  const attest = program.command("attest").description("what is said of nodes and artifacts, verified and recorded");
  for (const add of [addRecord, addSign, addThumbprint, addNonce]) add(attest, exitWith);
};

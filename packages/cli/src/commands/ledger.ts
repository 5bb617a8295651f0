import type { AddCommand } from "../add-command.ts";
import { addAnchor } from "../ledger-tools/anchor-command.ts";
import { addBench } from "../ledger-tools/bench-command.ts";
import { addCheck } from "../ledger-tools/check-command.ts";
import { addExport } from "../ledger-tools/export-command.ts";
import { addFsck } from "../ledger-tools/fsck-command.ts";
import { addProve } from "../ledger-tools/prove-command.ts";
import { addTail } from "../ledger-tools/tail-command.ts";
import { addVerify } from "../ledger-tools/verify-command.ts";
import { addWitness } from "../ledger-tools/witness-command.ts";

export const addLedger: AddCommand = (program, exitWith) => {
  const ledger = program.command("ledger").description("the signed log of everything that was decided");
  for (const add of [addVerify, addProve, addCheck, addExport, addTail, addFsck, addAnchor, addWitness, addBench])
    add(ledger, exitWith);
};

import type { AddCommand } from "../add-command.ts";
import { addCertify } from "../dataset-tools/certify-command.ts";
import { addCheck } from "../dataset-tools/check-command.ts";
import { addEndorse } from "../dataset-tools/endorse-command.ts";
import { addRegister } from "../dataset-tools/register-command.ts";
import { addScrub } from "../dataset-tools/scrub-command.ts";
import { addShow } from "../dataset-tools/show-command.ts";

export const addDataset: AddCommand = (program, exitWith) => {
  const dataset = program
    .command("dataset")
    .description("training data: what the ledger knows of them, and what of them is radioactive");
  for (const add of [addRegister, addShow, addCheck, addEndorse, addCertify, addScrub]) add(dataset, exitWith);
};

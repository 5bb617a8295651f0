import type { AddCommand } from "../add-command.ts";
import { addEvidenceImport } from "./evidence-import.ts";
import { addEvidenceMapping } from "./evidence-mapping.ts";
import { addEvidenceCheck } from "./evidence-check.ts";
import { addEvidenceExamine } from "./evidence-examine.ts";
import { addEvidenceProbe } from "./evidence-probe.ts";
import { addEvidenceStatus } from "./evidence-status.ts";
import { addEvidenceZoo } from "./evidence-zoo.ts";

export const addEvidence: AddCommand = (program, exitWith) => {
  const evidence = program.command("evidence").description("what measurements say, and what they are worth");
  addEvidenceProbe(evidence, exitWith);
  addEvidenceExamine(evidence, exitWith);
  addEvidenceStatus(evidence, exitWith);
  addEvidenceCheck(evidence, exitWith);
  addEvidenceImport(evidence, exitWith);
  addEvidenceMapping(evidence, exitWith);
  addEvidenceZoo(evidence, exitWith);
};

import type { AddCommand } from "../add-command.ts";
import { type Verbs, verbsFor } from "../verbs.ts";

const VERBS: Verbs = {
  probe: async () => (await import("./evidence-probe.ts")).addEvidenceProbe,
  examine: async () => (await import("./evidence-examine.ts")).addEvidenceExamine,
  status: async () => (await import("./evidence-status.ts")).addEvidenceStatus,
  check: async () => (await import("./evidence-check.ts")).addEvidenceCheck,
  import: async () => (await import("./evidence-import.ts")).addEvidenceImport,
  mapping: async () => (await import("./evidence-mapping.ts")).addEvidenceMapping,
  zoo: async () => (await import("./evidence-zoo.ts")).addEvidenceZoo,
};

export async function evidenceWith(verb: string | undefined): Promise<AddCommand> {
  const verbs = await verbsFor(VERBS, verb);
  return (program, exitWith) => {
    const evidence = program.command("evidence").description("what measurements say, and what they are worth");
    for (const add of verbs) add(evidence, exitWith);
  };
}

import { nounOf } from "../verbs.ts";

export const evidenceWith = nounOf("evidence", "what measurements say, and what they are worth", {
  probe: async () => (await import("./evidence-probe.ts")).addEvidenceProbe,
  examine: async () => (await import("./evidence-examine.ts")).addEvidenceExamine,
  status: async () => (await import("./evidence-status.ts")).addEvidenceStatus,
  check: async () => (await import("./evidence-check.ts")).addEvidenceCheck,
  import: async () => (await import("./evidence-import.ts")).addEvidenceImport,
  mapping: async () => (await import("./evidence-mapping.ts")).addEvidenceMapping,
  zoo: async () => (await import("./evidence-zoo.ts")).addEvidenceZoo,
});

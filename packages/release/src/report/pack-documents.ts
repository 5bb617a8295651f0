import { PlimsollError } from "@plimsoll/foundation";
import { arbitrationTranscript, type TranscriptFacts } from "./arbitration-transcript.ts";
import { type Case, caseOf } from "./case.ts";
import { changeLog, type ChangeFacts } from "./change-log.ts";
import type { ReportDocument } from "./document.ts";
import { frameworkReport, type FrameworkFacts } from "./framework/framework-report.ts";
import type { PackMaterial } from "./material.ts";
import { riskReport, type RiskFacts } from "./risk-report.ts";
import { ssiLog, type SsiFacts } from "./ssi-log.ts";
import { type AuditFacts, voidAudit } from "./void-audit.ts";

/** The five documents of a pack, and the record under the headings of each published framework. */
export interface PackDocuments {
  readonly riskReport: ReportDocument<RiskFacts>;
  readonly ssiLog: ReportDocument<SsiFacts>;
  readonly voidAudit: ReportDocument<AuditFacts>;
  readonly arbitrationTranscript: ReportDocument<TranscriptFacts>;
  readonly changeLog: ReportDocument<ChangeFacts>;
  readonly frameworks: readonly ReportDocument<FrameworkFacts>[];
}

/**
 * Projects a log on the documents of one evaluation (the sheet's §5.21). The same records give the same values, in any program
 * of this version.
 *
 * @throws {PlimsollError} `PACK_EVALUATION_UNKNOWN` where the log does not tell of it, `PACK_DECISION_MISSING` where it was
 * opened and never decided.
 */
export const packDocuments = (material: PackMaterial): PackDocuments => documentsOf(decidedCase(material));

export const documentsOf = (theCase: Case): PackDocuments => ({
  riskReport: riskReport(theCase),
  ssiLog: ssiLog(theCase),
  voidAudit: voidAudit(theCase),
  arbitrationTranscript: arbitrationTranscript(theCase),
  changeLog: changeLog(theCase),
  frameworks: theCase.material.frameworks.map((framework) => frameworkReport(theCase, framework)),
});

export function decidedCase(material: PackMaterial): Case {
  const found = caseOf(material);
  if (found.ok) return found.value;
  throw new PlimsollError({
    code: found.error === "no decision" ? "PACK_DECISION_MISSING" : "PACK_EVALUATION_UNKNOWN",
    expected: `an evaluation "${material.evaluation}" with a decision`,
    received: found.error,
    fix: "give an evaluation that was decided; one that was not stands in the packs of others as aborted",
  });
}

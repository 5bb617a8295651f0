import type { Colour } from "../decision/colour.ts";
import type { Layer } from "../decision/layer.ts";
import type { Level } from "../policy/level.ts";
import { type Case, documentOf } from "./case.ts";
import type { ReportDocument } from "./document.ts";
import { answerSection, levelSection, scopeSection, usedOverrides } from "./risk/answer.ts";
import { arbitrationSection, dissentSection } from "./risk/arbitration.ts";
import { crosswalkSection, dutiesSection, earlierSection, limitsSection } from "./risk/back-matter.ts";
import { claimsSection, sourcesSection } from "./risk/claims.ts";
import { curvesSection } from "./risk/curves.ts";
import { reasonsSection, recordsOfReason, type Remedy, remediesOf, wouldChangeSection } from "./risk/reasons.ts";
import { unmeasuredSection } from "./risk/unmeasured.ts";

export interface RiskFacts {
  readonly colour: Colour;
  readonly votes: Readonly<Record<Layer, Colour>>;
  readonly level: Level;
  readonly action: string;
  readonly subject: string;
  readonly decidedAtMs: number;
  readonly expiresAtMs: number;
  readonly overrides: readonly string[];
  readonly reasons: readonly {
    readonly code: string;
    readonly wouldChange: string;
    readonly records: readonly number[];
  }[];
  readonly wouldChange: readonly Remedy[];
}

/** What the deciding person sees, in the order of the sheet's §4.5. */
export function riskReport(theCase: Case): ReportDocument<RiskFacts> {
  const { subject } = theCase.opened.body;
  return documentOf(theCase, "risk-report", `Risk report: ${subject.name} ${subject.version}`, factsOf(theCase), [
    answerSection(theCase),
    scopeSection(theCase),
    levelSection(theCase),
    reasonsSection(theCase),
    wouldChangeSection(theCase),
    claimsSection(theCase),
    curvesSection(theCase),
    arbitrationSection(theCase),
    dissentSection(theCase),
    unmeasuredSection(theCase),
    earlierSection(theCase),
    dutiesSection(theCase),
    crosswalkSection(theCase),
    limitsSection(theCase),
    sourcesSection(theCase),
  ]);
}

function factsOf(theCase: Case): RiskFacts {
  const { colour, votes, level, action, subject, decidedAtMs, expiresAtMs, reasons } = theCase.decision.body;
  return {
    colour,
    votes,
    level,
    action,
    subject,
    decidedAtMs,
    expiresAtMs,
    overrides: usedOverrides(theCase).map(({ body }) => body.override),
    reasons: reasons.map((reason) => ({
      code: reason.code,
      wouldChange: reason.wouldChange,
      records: recordsOfReason(theCase, reason),
    })),
    wouldChange: remediesOf(theCase),
  };
}

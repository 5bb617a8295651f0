import type { Claim } from "../dossier/claim.ts";
import type { Mission } from "../dossier/mission.ts";
import type { HardLine } from "./arbitrate.ts";
import type { JudgedCriterion } from "./criterion.ts";

export interface HardLineFacts {
  readonly claims: readonly Claim[];
  /** Claims that evidence carries. */
  readonly carried: ReadonlySet<string>;
  readonly refuted: ReadonlySet<string>;
  readonly criteria: readonly JudgedCriterion[];
  readonly mission: Mission;
  /** The rationale argues by the pace of others. */
  readonly isRace: boolean;
  /** Incidents that were reported to the log and that the mission neither names nor closes. */
  readonly unanswered: readonly string[];
  /** Evaluations of material claims of which results were left out. */
  readonly concealed: readonly string[];
}

/** What ends the arbitration before any arithmetic (the sheet's §5.4). */
export function hardLinesOf(facts: HardLineFacts): readonly HardLine[] {
  return [
    ...noMission(facts),
    ...noBenefit(facts),
    ...race(facts),
    ...missionLines(facts),
    ...concealment(facts),
    ...incidents(facts),
  ];
}

const noMission = ({ mission }: HardLineFacts): HardLine[] =>
  mission.statement.trim() === "" ? [{ line: "no mission", records: ["mission"] }] : [];

/** More capability, and nobody is said to gain by it. */
function noBenefit({ claims }: HardLineFacts): HardLine[] {
  const capabilities = claims.filter(({ kind }) => kind === "capability").map(({ id }) => id);
  const hasBenefit = claims.some(({ kind }) => kind === "benefit");
  return capabilities.length > 0 && !hasBenefit ? [{ line: "no benefit", records: capabilities }] : [];
}

/** "Others will do it" is no reason, and here there is no other that is shown. */
function race({ isRace, criteria }: HardLineFacts): HardLine[] {
  const isOnly = criteria.every(({ met, claims }) => met === 0 || claims.length === 0);
  return isRace && isOnly ? [{ line: "race", records: ["rationale"] }] : [];
}

/** A line of its own that is not shown to be kept stops too: less checking must not hide that it is crossed. */
const missionLines = ({ mission, carried, refuted }: HardLineFacts): HardLine[] =>
  mission.hardLines.flatMap(({ id, claims }): HardLine[] => {
    if (claims.some((claim) => refuted.has(claim))) return [{ line: "mission line refuted", records: [id] }];
    const isShown = claims.length > 0 && claims.every((claim) => carried.has(claim));
    return isShown ? [] : [{ line: "mission line not shown", records: [id] }];
  });

const incidents = ({ unanswered }: HardLineFacts): HardLine[] =>
  unanswered.length === 0 ? [] : [{ line: "unanswered incident", records: unanswered }];

const concealment = ({ concealed }: HardLineFacts): HardLine[] =>
  concealed.length === 0 ? [] : [{ line: "concealment", records: concealed }];

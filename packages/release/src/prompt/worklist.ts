import type { Reason } from "../decision/reason.ts";
import type { ReasonCode } from "../decision/reason-code.ts";

/** Where in a dossier the work is done, in the order in which one can do it: each stage needs what stands before it. */
export const STAGES = [
  "text",
  "mission",
  "claims",
  "sources",
  "level",
  "safeguards",
  "plan",
  "telemetry",
  "evaluation",
] as const;
export type Stage = (typeof STAGES)[number];

const STAGE_OF: Readonly<Record<ReasonCode, Stage>> = {
  VIOLATION_INPUT: "text",
  VIOLATION_CHAIN_BROKEN: "text",
  VIOLATION_MISSION_HARD_LINE: "mission",
  UNPROVEN_MISSION_CRITERION: "mission",
  UNPROVEN_NO_CLAIMS: "claims",
  UNPROVEN_NO_ARTIFACTS: "text",
  VIOLATION_CLAIM_REFUTED: "claims",
  VIOLATION_CHERRY_PICKED: "claims",
  UNPROVEN_COVERAGE_KPI: "sources",
  CONDITION_CLAIM_TO_RESOLVE: "sources",
  UNPROVEN_SOURCE_MINIMUM: "sources",
  CONDITION_SOURCES_TO_ADD: "sources",
  UNPROVEN_LEVEL_UNDETERMINED: "level",
  UNPROVEN_RISK_UNMAPPED: "safeguards",
  UNPROVEN_FIREWALL: "safeguards",
  VIOLATION_SAFEGUARD_FAILED: "safeguards",
  CONDITION_SAFEGUARD_TO_SHOW: "safeguards",
  CONDITION_PROPOSAL_OPEN: "safeguards",
  VIOLATION_SELF_CHANGE_UNLOCKED: "safeguards",
  VIOLATION_PHASE_WITHOUT_CHECK: "plan",
  UNPROVEN_DRILL: "plan",
  CONDITION_MODULATION_REQUIRED: "plan",
  VIOLATION_MODULATION_FAILED: "plan",
  VIOLATION_PAUSE_IGNORED: "plan",
  UNPROVEN_TELEMETRY: "telemetry",
  VIOLATION_SSI_CRITICAL: "telemetry",
  CONDITION_SSI_MARGIN: "telemetry",
  VIOLATION_RISK_CEILING: "telemetry",
  UNPROVEN_T_EXHAUSTED: "evaluation",
  UNPROVEN_VOTE_MISSING: "evaluation",
  UNPROVEN_DECISION_EXPIRED: "evaluation",
  CONDITION_ENGINE_DEGRADED: "evaluation",
};

/** One thing to supply, and the reasons that it closes. */
export interface WorkItem {
  readonly stage: Stage;
  readonly supply: string;
  readonly codes: readonly ReasonCode[];
  readonly records: readonly string[];
}

/** All that would change an answer, in an order in which a person can work through it. No reason is left out. */
export function worklistOf(reasons: readonly Reason[]): readonly WorkItem[] {
  const alike = Map.groupBy(reasons, ({ code, wouldChange }) => `${STAGE_OF[code]} ${wouldChange}`);
  return inOrder([...alike.values()].map(itemOf));
}

/** The items by their stages; within one as they stand. */
export const inOrder = (items: readonly WorkItem[]): readonly WorkItem[] =>
  items.toSorted((one, other) => place(one) - place(other));

const place = ({ stage }: WorkItem): number => STAGES.indexOf(stage);

function itemOf(reasons: readonly Reason[]): WorkItem {
  const [first] = reasons as readonly [Reason, ...Reason[]];
  return {
    stage: STAGE_OF[first.code],
    supply: first.wouldChange,
    codes: [...new Set(reasons.map(({ code }) => code))],
    records: [...new Set(reasons.flatMap(({ records }) => records))],
  };
}

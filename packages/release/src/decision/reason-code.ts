/**
 * Why an answer is not Green. A `VIOLATION` was shown, something `UNPROVEN` was required and not shown: readers must be able to
 * tell the two apart. A `CONDITION` can be closed, and stands under Yellow alone. Codes are contract and are never reused.
 */
export const REASON_CODES = {
  VIOLATION_CLAIM_REFUTED: "evidence speaks against a material claim",
  VIOLATION_INPUT: "the dossier's own text speaks to the evaluator instead of the reader",
  VIOLATION_SSI_CRITICAL: "the stability index is below the critical line",
  VIOLATION_PAUSE_IGNORED: "a pause that was ordered was not acknowledged in time",
  VIOLATION_PHASE_WITHOUT_CHECK: "a high-stress phase began without its check",
  VIOLATION_MISSION_HARD_LINE: "a hard line of the mission is crossed",
  VIOLATION_RISK_CEILING: "the predicted risk of failure is above the ceiling",
  VIOLATION_MODULATION_FAILED: "modulation did not lower the risk",
  VIOLATION_CHAIN_BROKEN: "a record, a source or the policy chain is not what its digest says",
  VIOLATION_SELF_CHANGE_UNLOCKED: "the policy was changed without the arbitration that it needs",
  VIOLATION_SAFEGUARD_FAILED: "a safeguard was tried and did not hold",
  VIOLATION_CHERRY_PICKED: "fewer results are reported than were produced",
  UNPROVEN_SOURCE_MINIMUM: "too few admissible sources",
  UNPROVEN_COVERAGE_KPI: "too few material claims are carried by evidence",
  UNPROVEN_NO_CLAIMS: "no material claim is made",
  UNPROVEN_NO_ARTIFACTS: "no weights are named that the answer could be about",
  UNPROVEN_TELEMETRY: "a required signal is missing, stale or too short",
  UNPROVEN_DRILL: "no recent drill of pause and recovery",
  UNPROVEN_MISSION_CRITERION: "a required criterion of the mission is not shown",
  UNPROVEN_RISK_UNMAPPED: "a risk has no active safeguard",
  UNPROVEN_FIREWALL: "the information firewall is not evidenced",
  UNPROVEN_VOTE_MISSING: "a layer's vote is missing, expired or cannot be checked",
  UNPROVEN_T_EXHAUSTED: "checking ended for want of budget",
  UNPROVEN_DECISION_EXPIRED: "the decision is older than it may be",
  UNPROVEN_LEVEL_UNDETERMINED: "the level of the subject cannot be determined",
  CONDITION_SOURCES_TO_ADD: "sources are to be added",
  CONDITION_CLAIM_TO_RESOLVE: "a material claim stands in the appendix",
  CONDITION_SSI_MARGIN: "the stability index is near the critical line",
  CONDITION_MODULATION_REQUIRED: "the step is to be modulated first",
  CONDITION_SAFEGUARD_TO_SHOW: "a new safeguard is active and not yet shown to hold",
  CONDITION_PROPOSAL_OPEN: "a proposal for a safeguard is open",
  CONDITION_ENGINE_DEGRADED: "a part of the evaluation did not work as it should",
} as const;

export type ReasonCode = keyof typeof REASON_CODES;

export type ReasonFamily = "VIOLATION" | "UNPROVEN" | "CONDITION";

export const familyOf = (code: ReasonCode): ReasonFamily => code.slice(0, code.indexOf("_")) as ReasonFamily;

import type { Claim } from "../dossier/claim.ts";
import type { Mission } from "../dossier/mission.ts";
import type { Plan } from "../dossier/plan.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { Policy } from "../policy/policy.ts";
import { CRITERIA, type Criterion, type JudgedCriterion, type Met } from "./criterion.ts";

export interface CriteriaFacts {
  /** Claims that evidence carries. Nothing else shows a criterion. */
  readonly carried: readonly Claim[];
  readonly mission: Mission;
  readonly plan: Pick<Plan, "alternatives" | "drills">;
  /** Thresholds that are not ruled out: each wants a safeguard that is shown. */
  readonly openThresholds: readonly string[];
  readonly level: Level;
  readonly required: Policy["arbitration"]["required"];
}

/** How far each criterion of the mission is met: shown by claims, and, where that is a matter of form, said at all. */
export const judgeCriteria = (facts: CriteriaFacts): readonly JudgedCriterion[] =>
  CRITERIA.map((criterion) => {
    const claims = facts.carried.filter(({ shows }) => shows.some((each) => each.criterion === criterion));
    return {
      criterion,
      met: lower(shownBy(criterion, claims), saidIn(criterion, facts)),
      isRequired: facts.required.some((each) => each.criterion === criterion && isAtLeast(facts.level, each.from)),
      claims: claims.map(({ id }) => id),
    };
  });

function shownBy(criterion: Criterion, claims: readonly Claim[]): Met {
  const extents = claims.flatMap(({ shows }) => shows.filter((each) => each.criterion === criterion));
  if (extents.length === 0) return 0;
  return extents.some(({ extent }) => extent === "full") ? 10_000 : 5_000;
}

/** What the dossier must say before any claim can show it. */
function saidIn(criterion: Criterion, facts: CriteriaFacts): Met {
  const { mission, plan } = facts;
  switch (criterion) {
    case "purpose":
      return met(mission.statement.trim() !== "" && mission.beneficiaries.length > 0);
    case "safeguards":
      return safeguardsFor(facts);
    case "reversibility":
      return met(plan.drills.some(({ result }) => result === "passed"));
    case "least-capable":
      return met(plan.alternatives.length > 0);
    case "incidents":
      return met(mission.incidents.every(({ isClosed }) => isClosed));
    case "stop-owner":
      return met(mission.stopOwner.trim() !== "");
    case "dissent":
      return met(mission.dissent.every(({ answer }) => answer.trim() !== ""));
    default:
      return 10_000;
  }
}

function safeguardsFor({ carried, openThresholds }: CriteriaFacts): Met {
  const guarded = new Set(
    carried.flatMap(({ kind, threshold }) => (kind === "safeguard" && threshold ? [threshold] : [])),
  );
  return met(openThresholds.every((threshold) => guarded.has(threshold)));
}

const met = (holds: boolean): Met => (holds ? 10_000 : 0);
const lower = (one: Met, other: Met): Met => (one < other ? one : other);

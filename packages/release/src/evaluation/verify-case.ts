import type { Defect } from "../argument/defect.ts";
import type { Claim } from "../dossier/claim.ts";
import { effectiveLevel, type EffectiveLevel, type LevelFacts, openThresholds } from "../level/effective-level.ts";
import type { Level } from "../policy/level.ts";
import type { Exhibits } from "../verification/exhibit.ts";
import { isCarried, type JudgedClaim, judgeClaims, type RepairOfClaim } from "../verification/judge-claims.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import { exhibitsOf } from "./exhibits.ts";
import { planRepairs, type RepairPlan } from "./repair-plan.ts";

/** What became of every claim, and the level that follows. */
export interface VerifiedCase {
  readonly level: EffectiveLevel;
  readonly openThresholds: readonly string[];
  readonly judged: readonly JudgedClaim[];
  readonly plan: RepairPlan;
  readonly exhibits: Exhibits;
}

/** Judged by what the strictest level asks: a level may not rest on evidence that would not do at a higher one. */
const STRICTEST: Level = "BEYOND";
const NO_REPAIR: ReadonlyMap<string, RepairOfClaim> = new Map();

/**
 * The level decides how strictly claims are judged, and claims decide the level: so the level comes first, from claims that
 * hold at any level.
 */
export function verifyCase(input: EvaluationInput, defects: readonly Defect[]): VerifiedCase {
  const plan = planFor(input, defects);
  const repairs = new Map(plan.repairs.map(({ claim, outcome }) => [claim, { outcome }]));
  const repaired = new Set(plan.repairs.filter(({ outcome }) => outcome === "searched").map(({ claim }) => claim));
  const exhibits = exhibitsOf(input, repaired);
  const judgedAt = (level: Level): readonly JudgedClaim[] => judge(input, exhibits, level, repairs, defects);
  const facts = levelFacts(input, judgedAt(STRICTEST));
  const level = effectiveLevel(facts);
  return { level, openThresholds: openThresholds(facts), judged: judgedAt(level.level), plan, exhibits };
}

/** What may be repaired, by the dossier's own evidence. The shell searches for these claims and no others. */
export function planFor(input: EvaluationInput, defects: readonly Defect[]): RepairPlan {
  const exhibits = exhibitsOf(input, new Set());
  const strictly = judge(input, exhibits, STRICTEST, NO_REPAIR, defects);
  const { level } = effectiveLevel(levelFacts(input, strictly));
  const open = judge(input, exhibits, level, NO_REPAIR, defects).filter(isVoid);
  return planRepairs(input, level, withDeterminations(input, strictly, open));
}

/** No search mends an argument, and none is needed for what is refuted. */
const isVoid = ({ status, cause }: JudgedClaim): boolean =>
  status === "UNRESOLVED_VOID_APPENDIX" && cause !== "ARGUMENT_DEFECT";

/** A claim by which the level is fixed is searched for as well where it holds at this level and not at every one. */
function withDeterminations(
  { dossier }: EvaluationInput,
  strictly: readonly JudgedClaim[],
  open: readonly JudgedClaim[],
): readonly Claim[] {
  const cited = new Set([...dossier.determinations.flatMap(({ claims }) => claims), dossier.screeningClaim]);
  const known = new Set(open.map(({ claim }) => claim.id));
  const wanted = strictly.filter((each) => isVoid(each) && cited.has(each.claim.id) && !known.has(each.claim.id));
  return [...open, ...wanted].map(({ claim }) => claim);
}

const judge = (
  { dossier, policy }: EvaluationInput,
  exhibits: Exhibits,
  level: Level,
  repairs: ReadonlyMap<string, RepairOfClaim>,
  defects: readonly Defect[],
): readonly JudgedClaim[] =>
  judgeClaims({
    claims: dossier.claims,
    exhibits,
    level,
    policy: policy.verification,
    repairs,
    defective: new Set(defects.filter(({ severity }) => severity === "blocks").flatMap(({ claims }) => claims)),
  });

function levelFacts({ dossier, policy }: EvaluationInput, judged: readonly JudgedClaim[]): LevelFacts {
  const carried = new Set(judged.filter(isCarried).map(({ claim }) => claim.id));
  return {
    thresholds: policy.thresholds,
    screeningFlopMax: BigInt(policy.screening.trainingFlopMax),
    subject: dossier.subject,
    determinations: dossier.determinations,
    screeningClaim: dossier.screeningClaim,
    isCarried: (claim) => carried.has(claim),
    declared: dossier.declaredLevel,
  };
}

import type { Defect } from "../argument/defect.ts";
import type { Claim } from "../dossier/claim.ts";
import type { Source } from "../dossier/source.ts";
import { effectiveLevel, type EffectiveLevel, type LevelFacts, openThresholds } from "../level/effective-level.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { Threshold } from "../policy/threshold.ts";
import { admissibleSources } from "../verification/admissible-sources.ts";
import type { Exhibits } from "../verification/exhibit.ts";
import { isCarried, type JudgedClaim, judgeClaims, type RepairOfClaim } from "../verification/judge-claims.ts";
import { competingClaims } from "./competing-claims.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import { exhibitsOf } from "./exhibits.ts";
import { planRepairs, type RepairPlan } from "./repair-plan.ts";

/** What became of every claim, and the level that follows. */
export interface VerifiedCase {
  readonly level: EffectiveLevel;
  /** What the level follows from. */
  readonly levelFacts: LevelFacts;
  /** Claims as they are judged for the level: as the strictest one asks. */
  readonly strictlyJudged: readonly JudgedClaim[];
  readonly openThresholds: readonly string[];
  readonly judged: readonly JudgedClaim[];
  /** Of these the ones that may bear an answer: without those that are carried and speak of the pace of others. */
  readonly bearing: readonly JudgedClaim[];
  readonly admissible: readonly Source[];
  readonly plan: RepairPlan;
  readonly exhibits: Exhibits;
  /** What is wrong with the argument. */
  readonly defects: readonly Defect[];
}

/** Judged by what the strictest level asks: a level may not rest on evidence that would not do at a higher one. */
const STRICTEST: Level = "BEYOND";
const NO_REPAIR: ReadonlyMap<string, RepairOfClaim> = new Map();

/**
 * The level decides how strictly claims are judged, and claims decide the level: so the level comes first, from claims that
 * hold at any level.
 */
export function verifyCase(input: EvaluationInput, defects: readonly Defect[], plan: RepairPlan): VerifiedCase {
  const repairs = new Map(plan.repairs.map(({ claim, outcome }) => [claim, { outcome }]));
  const repaired = new Set(plan.repairs.filter(({ outcome }) => outcome === "searched").map(({ claim }) => claim));
  const exhibits = exhibitsOf(input, repaired);
  const strictlyJudged = judge(strictly(input), exhibits, STRICTEST, repairs, defects);
  const facts = levelFacts(input, strictlyJudged, defects);
  const level = effectiveLevel(facts);
  const judged = judge(input, exhibits, level.level, repairs, defects);
  return {
    level,
    levelFacts: facts,
    strictlyJudged,
    openThresholds: openThresholds(facts),
    judged,
    bearing: bearingOf(judged, defects),
    admissible: admissibleFor(input, exhibits, defects),
    plan,
    exhibits,
    defects,
  };
}

function bearingOf(judged: readonly JudgedClaim[], defects: readonly Defect[]): readonly JudgedClaim[] {
  const competing = competingClaims(defects);
  return judged.filter((each) => !isCarried(each) || !competing.has(each.claim.id));
}

function admissibleFor(
  { dossier, policy }: EvaluationInput,
  exhibits: Exhibits,
  defects: readonly Defect[],
): readonly Source[] {
  const competing = competingClaims(defects);
  const claims = dossier.claims.filter(({ id }) => !competing.has(id));
  return admissibleSources(exhibits, { claims, policy: policy.verification });
}

/** As it was before the repair: what the repair brought has no say in what is repaired. */
export const beforeRepair = (input: EvaluationInput): EvaluationInput => ({
  ...input,
  examination: {
    ...input.examination,
    sources: input.examination.sources.filter(({ isOfRepair }) => !isOfRepair),
    links: input.examination.links.filter(({ isOfRepair }) => !isOfRepair),
  },
});

/** What may be repaired, by the dossier's own evidence. The shell searches for these claims and no others. */
export function planFor(input: EvaluationInput, defects: readonly Defect[]): RepairPlan {
  const exhibits = exhibitsOf(input, new Set());
  const atAnyLevel = judge(strictly(input), exhibits, STRICTEST, NO_REPAIR, defects);
  const { level } = effectiveLevel(levelFacts(input, atAnyLevel, defects));
  const open = judge(input, exhibits, level, NO_REPAIR, defects).filter(isVoid);
  return planRepairs(input, level, withDeterminations(input, atAnyLevel, open));
}

/**
 * None is needed for what is refuted. No search mends an argument, and one is made all the same: else a defect would keep from a claim
 * what refutes it.
 */
const isVoid = ({ status }: JudgedClaim): boolean => status === "UNRESOLVED_VOID_APPENDIX";

/** A claim by which the level is fixed is searched for as well where it holds at this level and not at every one. */
function withDeterminations(
  { dossier }: EvaluationInput,
  atAnyLevel: readonly JudgedClaim[],
  open: readonly JudgedClaim[],
): readonly Claim[] {
  const cited = new Set([...dossier.determinations.flatMap(({ claims }) => claims), dossier.screeningClaim]);
  const known = new Set(open.map(({ claim }) => claim.id));
  const wanted = atAnyLevel.filter((each) => isVoid(each) && cited.has(each.claim.id) && !known.has(each.claim.id));
  return [...open, ...wanted].map(({ claim }) => claim);
}

/** What fixes the level is material, whatever the dossier says of it. */
const strictly = (input: EvaluationInput): EvaluationInput => ({
  ...input,
  dossier: { ...input.dossier, claims: input.dossier.claims.map((claim) => ({ ...claim, material: true })) },
});

const judge = (
  { dossier, policy, site }: EvaluationInput,
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
  }).map((each) => (site.kernel.includes("gap") ? refutedByGap(each) : each));

/** Weights that behave otherwise where nobody looks: evaluations of their safeguards and of control over them show nothing. */
const refutedByGap = (judged: JudgedClaim): JudgedClaim =>
  judged.claim.kind === "safeguard" || judged.claim.kind === "control"
    ? { ...judged, status: "REFUTED", cause: null }
    : judged;

function levelFacts(
  { dossier, policy, site }: EvaluationInput,
  judged: readonly JudgedClaim[],
  defects: readonly Defect[],
): LevelFacts {
  const carried = new Map(
    bearingOf(judged, defects)
      .filter(isCarried)
      .map(({ claim }) => [claim.id, claim]),
  );
  return {
    thresholds: policy.thresholds,
    screeningFlopMax: BigInt(policy.screening.trainingFlopMax),
    subject: { ...dossier.subject, parents: asKnown(dossier.subject.parents, site.parentLevels) },
    determinations: dossier.determinations,
    screeningClaim: dossier.screeningClaim,
    isCarried: (id, line) => isAbout(carried.get(id), line),
    declared: dossier.declaredLevel,
  };
}

/** A line is ruled out by what is said of that line or of its domain, and compute by what is said of compute. */
function isAbout(claim: Claim | undefined, line: Threshold | null): boolean {
  if (claim === undefined) return false;
  if (line === null) return claim.kind === "compute";
  return claim.kind === "capability" && (claim.threshold === line.id || claim.domain === line.domain);
}

/** A parent has the level that was last decided of it here, where that is higher than what the dossier says. */
const asKnown = (
  parents: EvaluationInput["dossier"]["subject"]["parents"],
  known: EvaluationInput["site"]["parentLevels"],
): EvaluationInput["dossier"]["subject"]["parents"] =>
  parents.map((parent) => {
    const decided = known.find(({ id }) => id === parent.id)?.level ?? parent.level;
    return isAtLeast(decided, parent.level) ? { ...parent, level: decided } : parent;
  });

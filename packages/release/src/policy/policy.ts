import {
  decimal,
  digest,
  err,
  identifier,
  integer,
  list,
  nullable,
  object,
  ok,
  oneOf,
  PlimsollError,
  type Result,
  type Shaped,
} from "@plimsoll/foundation";
import { CRITERIA, criterionShape } from "../arbitration/criterion.ts";
import { METHODS } from "../dossier/evidence-link.ts";
import { SOURCE_KINDS } from "../dossier/source.ts";
import { actionShape } from "../dossier/subject.ts";
import { DUTIES, dutyShape, isStronger, strengthAt } from "./duty.ts";
import { type Level, LEVELS, ROWS } from "./level.ts";
import { dayShape, proseShape, shareShape, versionShape } from "./shapes.ts";
import { thresholdShape } from "./threshold.ts";

/** One number for each of `ROWS`. */
const byRow = list(shareShape, ROWS.length);

const verificationShape = object({
  sourcesMin: integer(1, 10_000),
  groupsWarnBelow: integer(0, 10_000),
  corroboration: shareShape,
  contestedFrom: shareShape,
  refutedFrom: shareShape,
  /** Independent groups for a material claim from ASL-4. */
  groupsMinHigh: integer(1, 100),
  /** Share of material claims that must be carried from ASL-4: 9990. */
  coverageMin: shareShape,
  weights: list(object({ method: oneOf(...METHODS), supports: shareShape, refutes: shareShape }), METHODS.length),
  maxAgeDays: list(object({ kind: oneOf(...SOURCE_KINDS), days: integer(1, 36_500) }), SOURCE_KINDS.length),
  /** More quarantined sources than this share make L1 yellow. */
  quarantineShareMax: shareShape,
});

const signalShape = object({
  signal: identifier,
  text: proseShape,
  unit: proseShape,
  /** In millionths of the unit, so that no bound is a float. */
  badMicro: integer(-1_000_000_000_000, 1_000_000_000_000),
  goodMicro: integer(-1_000_000_000_000, 1_000_000_000_000),
  maxAgeMs: integer(1),
  /** Where it is required: from this level on, for these actions. */
  from: oneOf(...LEVELS),
  actions: list(actionShape, 6),
});

const stabilityShape = object({
  initial: shareShape,
  critical: shareShape,
  resume: shareShape,
  resumeCycles: integer(1, 1_000),
  pauseCyclesMax: integer(1, 100_000),
  recovery: shareShape,
  passiveRecovery: shareShape,
  highStress: shareShape,
  generalStress: shareShape,
  pauseAckMs: integer(1),
  drillMaxAgeDays: integer(1, 3_650),
  signals: list(signalShape, 256),
});

const arbitrationShape = object({
  biasMin: byRow,
  tolerance: byRow,
  ceiling: shareShape,
  cyclesMin: integer(2, 100_000),
  /** Required at each row, beside what hard lines ask. */
  required: list(object({ criterion: criterionShape, from: oneOf(...LEVELS) }), CRITERIA.length),
  modulation: object({ factor: shareShape, floor: shareShape, holdCycles: integer(0, 1_000) }),
});

const evolutionShape = object({
  harmonyMin: shareShape,
  escalateAfterDays: integer(1, 3_650),
  arbitrationWindowMs: integer(1),
});

const budgetShape = object({ cap: integer(1, 1_000_000), rechargePerDay: integer(0, 1_000_000) });

/** The policy of a release, as signed data: every number that a decision reads stands here (spec/release.md). */
export const policyShape = object({
  format: oneOf("plimsoll release policy 1"),
  id: identifier,
  version: versionShape,
  /** Of the policy that it follows; null for the first. */
  previous: nullable(digest),
  asOf: dayShape,
  decisionValidDays: integer(1, 3_650),
  duties: list(dutyShape, DUTIES.length),
  thresholds: list(thresholdShape, 256),
  screening: object({ trainingFlopMax: decimal }),
  reassess: object({ computeRatio: integer(1, 1_000), afterDays: integer(1, 3_650) }),
  verification: verificationShape,
  stability: stabilityShape,
  arbitration: arbitrationShape,
  evolution: evolutionShape,
  budget: budgetShape,
  overrideDaysMax: integer(1, 7),
  frameworks: list(
    object({ id: identifier, name: proseShape, version: proseShape, day: dayShape, note: proseShape }),
    64,
  ),
});
export type Policy = Shaped<typeof policyShape>;

/** @throws {PlimsollError} `RELEASE_POLICY_INVALID` for what is no policy or contradicts itself. */
export function readPolicy(value: unknown): Policy {
  const parsed = policyShape.parse(value);
  if (!parsed.ok) throw invalid(`${parsed.error.path}: ${parsed.error.expected}`, parsed.error.received);
  const checked = checkPolicy(parsed.value);
  if (!checked.ok) throw invalid(checked.error.expected, checked.error.received);
  return parsed.value;
}

interface Contradiction {
  readonly expected: string;
  readonly received: string;
}

/** What no shape says: numbers that go together, and duties that only grow with the level. */
function checkPolicy(policy: Policy): Result<null, Contradiction> {
  const rules: readonly (readonly [holds: boolean, expected: string, received: string])[] = [
    [
      isEach(
        policy.duties.map(({ name }) => name),
        DUTIES,
      ),
      "each duty once",
      `${policy.duties.length} duties`,
    ],
    [
      policy.duties.every(isCumulative),
      "duties that no higher level owes less of",
      "one that a higher level owes less of",
    ],
    [
      isEach(
        policy.verification.weights.map(({ method }) => method),
        METHODS,
      ),
      "a weight for each method",
      "others",
    ],
    [
      isEach(
        policy.verification.maxAgeDays.map(({ kind }) => kind),
        SOURCE_KINDS,
      ),
      "an age for each kind",
      "others",
    ],
    [hasEveryRow(policy), "a number for each row of levels", "fewer"],
    [tolerancesAreBelowCeiling(policy), "tolerances below the ceiling", `${policy.arbitration.ceiling}`],
    [policy.stability.critical < policy.stability.resume, "a line of resumption above the critical one", "not above"],
    [
      policy.stability.signals.every(({ badMicro, goodMicro }) => badMicro !== goodMicro),
      "bounds that differ",
      "equal",
    ],
    [
      new Set(policy.thresholds.map(({ id }) => id)).size === policy.thresholds.length,
      "each threshold once",
      "one twice",
    ],
  ];
  const broken = rules.find(([holds]) => !holds);
  return broken === undefined ? ok(null) : err({ expected: broken[1], received: broken[2] });
}

const isEach = (given: readonly string[], wanted: readonly string[]): boolean =>
  given.length === wanted.length && wanted.every((name) => given.includes(name));

const isCumulative = (duty: Policy["duties"][number]): boolean =>
  duty.strengths.length === ROWS.length &&
  LEVELS.every(
    (level, place) => place === 0 || !isStronger(strengthAt(duty, LEVELS[place - 1] as Level), strengthAt(duty, level)),
  );

const hasEveryRow = ({ arbitration }: Policy): boolean =>
  [arbitration.biasMin, arbitration.tolerance].every(({ length }) => length === ROWS.length);

const tolerancesAreBelowCeiling = ({ arbitration }: Policy): boolean =>
  arbitration.tolerance.every((tolerance) => tolerance < arbitration.ceiling);

const invalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({ code: "RELEASE_POLICY_INVALID", expected, received, fix: "mend the policy and sign it again" });

import type {
  AblationName,
  AblationReport,
  BaselineReport,
  CalibrationReport,
  Check,
  FinalVerdict,
  LadderName,
  LadderReport,
  SpofReport,
} from "./stage-reports.ts";

/** What all six stages left. */
export interface StageResults {
  readonly calibration: CalibrationReport;
  readonly baseline: BaselineReport;
  readonly ablations: readonly AblationReport[];
  readonly ladders: readonly LadderReport[];
  readonly singlePoints: readonly SpofReport[];
}

/** The explicit end of seed §20: accepted only where nothing at all speaks against it; every reason is written. */
export function finalVerdict(results: StageResults): FinalVerdict {
  const invalid = failures("calibration", results.calibration.checks);
  const unfit = failures("baseline", results.baseline.checks);
  const standing = [...ablationsStanding(results.ablations), ...laddersStanding(results.ladders)];
  const redundant = results.singlePoints
    .filter(({ verdict }) => verdict !== "NO_COMPENSATION")
    .map(({ name, fault }) => `single point ${name}: survives "${fault}"`);
  const against = [...invalid, ...unfit, ...missing(results), ...standing, ...redundant];
  if (against.length === 0)
    return { verdict: "ACCEPT", classification: "ACCEPTED / MINIMAL_AGENCY_INSTANTIATED", reasons: grounds(results) };
  return { verdict: "REJECT", classification: classOf(invalid, unfit, results), reasons: against };
}

const ABLATIONS: readonly AblationName[] = ["A_SEMANTIC", "B_REFLECTION", "C_PERSISTENCE", "D_TRACE"];
const LADDERS: readonly LadderName[] = ["W1_TRACES", "W2_SEMANTICS", "W3_REFLECTION", "W4_PERSISTENCE"];
const NECESSITIES: readonly SpofReport["necessity"][] = ["traces", "semantics", "reflection", "persistence"];

/** What was not tried says nothing for a candidate. */
const missing = ({ ablations, ladders, singlePoints }: StageResults): readonly string[] => [
  ...ABLATIONS.filter((name) => !ablations.some((each) => each.name === name)).map(
    (name) => `ablation ${name}: not run`,
  ),
  ...LADDERS.filter((name) => !ladders.some((each) => each.name === name)).map((name) => `ladder ${name}: not run`),
  ...NECESSITIES.filter((name) => !singlePoints.some(({ necessity }) => necessity === name)).map(
    (name) => `single points of ${name}: not tried`,
  ),
];

/** The verdict of a baseline alone, before the later stages: what `run` can say. */
export const baselineReasons = ({ checks }: BaselineReport): readonly string[] => failures("baseline", checks);

const failures = (stage: string, checks: readonly Check[]): readonly string[] =>
  checks.filter(({ passed }) => !passed).map(({ name, found }) => `${stage}: not "${name}" (${found})`);

const ablationsStanding = (ablations: readonly AblationReport[]): readonly string[] =>
  ablations
    .filter(({ collapsedAsExpected: { seeds, count } }) => count < seeds)
    .map(
      ({ name, expectedPoint, collapsedAsExpected: { seeds, count } }) =>
        `ablation ${name}: ${count} of ${seeds} seeds collapse at ${expectedPoint}`,
    );

const laddersStanding = (ladders: readonly LadderReport[]): readonly string[] =>
  ladders.filter(({ threshold }) => threshold === null).map(({ name }) => `ladder ${name}: no rung collapses`);

function classOf(
  invalid: readonly string[],
  unfit: readonly string[],
  { baseline, singlePoints }: StageResults,
): FinalVerdict["classification"] {
  if (invalid.length > 0) return "INVALID_RUN";
  if (baseline.checks.some(({ name, passed }) => name.startsWith("diverges") && !passed))
    return "ASB-Class Reducibility";
  if (unfit.length > 0) return "Ontological Collapse";
  // What does not collapse without a part does not need it.
  return singlePoints.length > 0 ? "DISQUALIFIED / REDUNDANCY_DETECTED" : "INVALID_RUN";
}

const grounds = ({ baseline, ablations, ladders, singlePoints }: StageResults): readonly string[] => [
  `calibrated, and the baseline is verified on ${baseline.seeds.length} seeds`,
  ...ablations.map(
    ({ name, expectedPoint, collapsedAsExpected: { seeds, count } }) =>
      `ablation ${name} collapses at ${expectedPoint} on ${count} of ${seeds} seeds`,
  ),
  ...ladders.map(({ name, threshold, unit }) => `ladder ${name} collapses at ${threshold} ${unit}`),
  `none of ${singlePoints.length} single faults is compensated`,
];

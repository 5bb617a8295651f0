import { ABLATION_NAMES } from "../excision/ablations.ts";
import { LADDER_NAMES } from "../excision/ladders.ts";
import { SINGLE_POINTS } from "../excision/single-points.ts";
import type {
  AblationReport,
  BaselineReport,
  CalibrationReport,
  Check,
  FinalVerdict,
  LadderReport,
  SpofReport,
} from "./stage-reports.ts";

/** What the stages left, in their order. Null is a stage that was not run, as after one that failed. */
export interface StageResults {
  readonly calibration: CalibrationReport | null;
  readonly baseline: BaselineReport | null;
  readonly ablations: readonly AblationReport[] | null;
  readonly ladders: readonly LadderReport[] | null;
  readonly singlePoints: readonly SpofReport[] | null;
}

type AllResults = { readonly [Stage in keyof StageResults]: NonNullable<StageResults[Stage]> };

/** The explicit end of seed §20: accepted only where nothing at all speaks against it; every reason is written. */
export function finalVerdict(results: StageResults): FinalVerdict {
  const { calibration, baseline, ablations, ladders, singlePoints } = results;
  const invalid = [...ownVerdict("calibration", calibration, "CALIBRATED"), ...failures("calibration", calibration)];
  const unfit = [...ownVerdict("baseline", baseline, "VERIFIED"), ...failures("baseline", baseline)];
  const survived = [...survivedAblations(ablations), ...survivedLadders(ladders), ...survivedFaults(singlePoints)];
  const against = [...invalid, ...unfit, ...notRun(results), ...missing(results), ...survived];
  if (against.length > 0 || !areAll(results))
    return { verdict: "REJECT", classification: classOf(results, { invalid, unfit, survived }), reasons: against };
  return { verdict: "ACCEPT", classification: "ACCEPTED / MINIMAL_AGENCY_INSTANTIATED", reasons: grounds(results) };
}

const areAll = (results: StageResults): results is AllResults =>
  Object.values(results).every((result) => result !== null);

/** The verdict of a baseline alone, before the later stages: what `run` can say. */
export const baselineReasons = (baseline: BaselineReport): readonly string[] => failures("baseline", baseline);

/** A stage's own verdict, where it is not the one that lets others follow. */
const ownVerdict = (stage: string, report: { readonly verdict: string } | null, fit: string): readonly string[] =>
  report === null || report.verdict === fit ? [] : [`${stage}: ${report.verdict}`];

const failures = (stage: string, report: { readonly checks: readonly Check[] } | null): readonly string[] =>
  (report?.checks ?? []).filter(({ passed }) => !passed).map(({ name, found }) => `${stage}: not "${name}" (${found})`);

const STAGE_WORDS: Readonly<Record<keyof StageResults, string>> = {
  calibration: "calibration",
  baseline: "baseline",
  ablations: "ablations",
  ladders: "weakening ladders",
  singlePoints: "single points of failure",
};

const notRun = (results: StageResults): readonly string[] =>
  (Object.keys(STAGE_WORDS) as (keyof StageResults)[])
    .filter((stage) => results[stage] === null)
    .map((stage) => `${STAGE_WORDS[stage]}: not run`);

/** What a stage that was run left out says nothing for a candidate either. */
const missing = ({ ablations, ladders, singlePoints }: StageResults): readonly string[] => [
  ...leftOut(ABLATION_NAMES, ablations).map((name) => `ablation ${name}: not run`),
  ...leftOut(LADDER_NAMES, ladders).map((name) => `ladder ${name}: not run`),
  ...leftOut(SINGLE_POINT_NAMES, singlePoints).map((name) => `single point ${name}: not tried`),
];

const SINGLE_POINT_NAMES = SINGLE_POINTS.map(({ name }) => name);

const leftOut = (names: readonly string[], reports: readonly { readonly name: string }[] | null): readonly string[] =>
  reports === null ? [] : names.filter((name) => !reports.some((each) => each.name === name));

const survivedAblations = (ablations: StageResults["ablations"]): readonly string[] =>
  (ablations ?? []).flatMap((report) => [...elsewhere(report), ...falsified(report)]);

const elsewhere = ({ name, expectedPoint, collapsedAsExpected: { seeds, count } }: AblationReport) =>
  count < seeds || seeds === 0 ? [`ablation ${name}: ${count} of ${seeds} seeds collapse at ${expectedPoint}`] : [];

/** The one outcome of which seed §16 says what it means. */
const falsified = ({ name, points, collapsed: { seeds } }: AblationReport): readonly string[] =>
  name === "C_PERSISTENCE" && points.NONE > 0
    ? [`MVRSA falsified: without persistence ${points.NONE} of ${seeds} seeds survive Repair B`]
    : [];

const survivedLadders = (ladders: StageResults["ladders"]): readonly string[] =>
  (ladders ?? []).filter(({ threshold }) => threshold === null).map(({ name }) => `ladder ${name}: no rung collapses`);

const survivedFaults = (singlePoints: StageResults["singlePoints"]): readonly string[] =>
  (singlePoints ?? [])
    .filter(({ verdict }) => verdict !== "NO_COMPENSATION")
    .map(({ name, fault }) => `single point ${name}: survives "${fault}"`);

interface Against {
  readonly invalid: readonly string[];
  readonly unfit: readonly string[];
  readonly survived: readonly string[];
}

function classOf(
  { calibration, baseline }: StageResults,
  { invalid, unfit, survived }: Against,
): FinalVerdict["classification"] {
  if (calibration === null || invalid.length > 0) return "INVALID_RUN";
  if (baseline?.checks.some(({ id, passed }) => id === "DIVERGES_FROM_ASB_NULL" && !passed))
    return "ASB-Class Reducibility";
  if (unfit.length > 0) return "Ontological Collapse";
  // What does not collapse without a part does not need it; what was never tried shows neither.
  return survived.length > 0 ? "DISQUALIFIED / REDUNDANCY_DETECTED" : "INVALID_RUN";
}

const grounds = ({ baseline, ablations, ladders, singlePoints }: AllResults): readonly string[] => [
  `calibrated, and the baseline is verified on ${baseline.seeds.length} seeds`,
  ...ablations.map(
    ({ name, expectedPoint, collapsedAsExpected: { seeds, count } }) =>
      `ablation ${name} collapses at ${expectedPoint} on ${count} of ${seeds} seeds`,
  ),
  ...ladders.map(({ name, threshold, unit }) => `ladder ${name} collapses at rung ${threshold} (${unit})`),
  `none of ${singlePoints.length} single faults is compensated`,
];

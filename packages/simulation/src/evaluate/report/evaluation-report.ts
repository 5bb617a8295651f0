import { PlimsollError } from "@plimsoll/foundation";
import { partKey } from "../../random/counter.ts";
import { type BootstrapSettings, bootstrapInterval, type Interval } from "../bootstrap.ts";
import { interquartileMean } from "../interquartile-mean.ts";
import { type MeanAndDeviation, meanAndDeviation } from "../mean-and-deviation.ts";
import { type PairedSigns, pairedSigns } from "../paired-signs.ts";
import { performanceProfile, type ProfilePoint, thresholdsOver } from "../performance-profile.ts";
import { probabilityOfImprovement } from "../probability-of-improvement.ts";
import { overAllRuns, pairedDifference } from "../resampled-statistic.ts";
import { checkedScores, type Scores } from "../scores.ts";

/** What was evaluated: every policy on every profile, the same seeds in the same places. */
export interface Evaluation {
  readonly title: string;
  /** What a score is and in which unit, such as "return of an episode". */
  readonly measure: string;
  readonly profiles: readonly string[];
  /** What the other policies are compared with, such as the calibrated heuristic. One of the policies' names. */
  readonly reference: string;
  readonly policies: readonly { readonly name: string; readonly scores: Scores }[];
}

/** The report as data: numbers only, so that Markdown, text, plots and JSON say the same. */
export interface EvaluationReport {
  readonly title: string;
  readonly measure: string;
  readonly profiles: readonly string[];
  readonly reference: string;
  readonly level: number;
  readonly resamples: number;
  readonly rows: readonly PolicyRow[];
  readonly comparisons: readonly Comparison[];
}

export interface PolicyRow {
  readonly policy: string;
  readonly runsPerProfile: number;
  /** The interquartile mean of each profile, in the report's order. */
  readonly cells: readonly Interval[];
  /** The interquartile mean over all runs of all profiles. */
  readonly overall: Interval;
  readonly all: MeanAndDeviation;
  readonly performance: readonly ProfilePoint[];
}

/** A policy against the reference, on the same seeds. */
export interface Comparison {
  readonly policy: string;
  /** Interquartile mean less the reference's, by profile; positive where the policy is better. */
  readonly cells: readonly Interval[];
  readonly overall: Interval;
  readonly probabilityOfImprovement: Interval;
  readonly signs: PairedSigns;
  /** `better` and `worse` where the interval of the overall difference excludes 0, else `open`. */
  readonly finding: "better" | "worse" | "open";
}

const PROFILE_POINTS = 41;
const CELL = 1;
const OVERALL = 2;
const IMPROVEMENT = 3;
const PERFORMANCE = 4;

/** Computes the whole report. Throws `EVALUATION_SCORES`, `EVALUATION_REPORT`, `BOOTSTRAP_SETTINGS`. */
export function evaluationReport(evaluation: Evaluation, settings: BootstrapSettings): EvaluationReport {
  const reference = checkEvaluation(evaluation);
  const { title, measure, profiles, policies } = evaluation;
  const thresholds = thresholdsOver(
    policies.map(({ scores }) => scores),
    PROFILE_POINTS,
  );
  return {
    title,
    measure,
    profiles,
    reference: evaluation.reference,
    level: settings.level,
    resamples: settings.resamples,
    rows: policies.map(({ name, scores }) => policyRow(name, scores, thresholds, settings)),
    comparisons: policies
      .filter(({ name }) => name !== evaluation.reference)
      .map(({ name, scores }) => comparison(name, scores, reference, settings)),
  };
}

/** Every figure of a policy has draws of its own; policies share them, so that their rows can be compared. */
const forPurpose = (settings: BootstrapSettings, purpose: number, part = 0): BootstrapSettings => ({
  ...settings,
  key: partKey(partKey(settings.key, purpose), part),
});

function policyRow(
  policy: string,
  scores: Scores,
  thresholds: readonly number[],
  settings: BootstrapSettings,
): PolicyRow {
  return {
    policy,
    runsPerProfile: scores[0]?.length ?? 0,
    cells: scores.map((profile, index) =>
      bootstrapInterval(overAllRuns([profile], interquartileMean), forPurpose(settings, CELL, index)),
    ),
    overall: bootstrapInterval(overAllRuns(scores, interquartileMean), forPurpose(settings, OVERALL)),
    all: meanAndDeviation(scores.flat()),
    performance: performanceProfile(scores, thresholds, forPurpose(settings, PERFORMANCE)),
  };
}

function comparison(policy: string, scores: Scores, reference: Scores, settings: BootstrapSettings): Comparison {
  const difference = (left: Scores, right: Scores, purpose: number, part: number): Interval =>
    bootstrapInterval(pairedDifference(left, right, interquartileMean), forPurpose(settings, purpose, part));
  const overall = difference(scores, reference, OVERALL, 0);
  return {
    policy,
    cells: scores.map((profile, index) => difference([profile], [reference[index] ?? []], CELL, index)),
    overall,
    probabilityOfImprovement: bootstrapInterval(
      probabilityOfImprovement(scores, reference),
      forPurpose(settings, IMPROVEMENT),
    ),
    signs: pairedSigns(scores, reference),
    finding: findingOf(overall),
  };
}

/** What an interval of a difference shows. */
export const findingOf = ({ low, high }: Interval): Comparison["finding"] =>
  low > 0 ? "better" : high < 0 ? "worse" : "open";

function checkEvaluation({ profiles, policies, reference }: Evaluation): Scores {
  const names = new Set(policies.map(({ name }) => name));
  if (names.size !== policies.length) throw reportFault("policies of different names", [...names].join(", "));
  for (const { name, scores } of policies) {
    if (checkedScores(scores).length !== profiles.length) {
      throw reportFault(`scores of ${name} on ${profiles.length} profiles`, `${scores.length}`);
    }
  }
  const found = policies.find(({ name }) => name === reference);
  if (found === undefined) throw reportFault("a reference among the policies", reference);
  return found.scores;
}

const reportFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "EVALUATION_REPORT",
    expected,
    received,
    fix: "name every policy once, score it on every profile, and compare with one of them",
  });

import type { BenchOutcome, BenchRow } from "./run-bench.ts";
import { printedBesideOurs } from "./seed-lines.ts";

/** One line for each policy, then the summary. */
export const benchLines = (outcome: BenchOutcome): readonly object[] => [
  ...outcome.report.rows.map((row, at) => ({
    type: "policy",
    ...policySource(outcome.rows[at]!),
    figures: outcome.rows[at]!.figures,
    interquartileMean: row.overall,
    againstH1: outcome.report.comparisons.find(({ policy }) => policy === row.policy) ?? null,
  })),
  benchSummary(outcome),
];

export function benchSummary({ plan, specDigest, rows, random, h1, signs, notes }: BenchOutcome) {
  return {
    type: "summary",
    ok: true,
    profile: plan.profile,
    specDigest,
    episodes: plan.episodes,
    seed: plan.seed,
    policies: Object.fromEntries(rows.map((row) => [row.policy.label, policyFigures(row)])),
    winRate: signs.wins / plan.episodes,
    ties: signs.ties,
    seedTable: plan.profile === "classic" ? printedBesideOurs(random, h1) : null,
    notes,
  };
}

const policySource = ({ policy: { label, kind, file, digest } }: BenchRow) => ({ policy: label, kind, file, digest });

const policyFigures = ({ figures: { reward, steps, oom, critical, load, oomShare }, policy }: BenchRow) => ({
  rewardMean: reward.mean,
  rewardStd: reward.deviation,
  rewardStandardError: Number.isFinite(reward.standardError) ? reward.standardError : null,
  stepsMean: steps.mean,
  oomRate: oom.mean,
  oomShare,
  critRate: critical.mean,
  avgLoad: load.mean,
  digest: policy.digest,
});

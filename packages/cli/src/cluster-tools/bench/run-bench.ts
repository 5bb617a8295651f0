import type { Digest } from "@plimsoll/foundation";
import {
  BOOTSTRAP_DEFAULTS,
  clusterProfile,
  clusterSpecDigest,
  type EpisodeResult,
  type EvaluationReport,
  evaluationReport,
  type PairedSigns,
  pairedSigns,
  seedKey,
} from "@plimsoll/simulation";
import { ProgressLine } from "../../output/progress-line.ts";
import { playInParts } from "../play-in-parts.ts";
import { HEURISTIC_NAMES } from "../policy/heuristic-names.ts";
import { foreignNotes, namedPolicy, type NamedPolicy } from "../policy/named-policy.ts";
import type { PolicyArgument } from "../policy/policy-options.ts";
import { type EpisodeFigures, figuresOf } from "./episode-figures.ts";

export interface BenchPlan {
  readonly profile: string;
  readonly episodes: number;
  readonly seed: number;
  readonly resamples: number;
  /** Besides every heuristic. */
  readonly policies: readonly PolicyArgument[];
}

export interface BenchRow {
  readonly policy: NamedPolicy;
  readonly results: readonly EpisodeResult[];
  readonly figures: EpisodeFigures;
}

export interface BenchOutcome {
  readonly plan: BenchPlan;
  readonly specDigest: Digest;
  /** Random first, then the other heuristics, then what was asked for. */
  readonly rows: readonly BenchRow[];
  readonly random: EpisodeFigures;
  readonly h1: EpisodeFigures;
  /** H1 against random, seed by seed. */
  readonly signs: PairedSigns;
  /** Interquartile means, and differences to H1. */
  readonly report: EvaluationReport;
  readonly notes: readonly string[];
}

/** Every policy on the same seeds. */
export async function runBench(plan: BenchPlan): Promise<BenchOutcome> {
  const spec = clusterProfile(plan.profile);
  const policies = benchPolicies(plan.policies);
  using progress = new ProgressLine();
  const rows: BenchRow[] = [];
  for (const policy of policies) {
    const seeds = { episodes: plan.episodes, firstSeed: plan.seed };
    const results = await playInParts(policy, spec, seeds, (done) =>
      progress.show(
        `${policy.label}: ${done} of ${plan.episodes} episodes, policy ${rows.length + 1} of ${policies.length}`,
      ),
    );
    rows.push({ policy, results, figures: figuresOf(results) });
  }
  const [random, h1] = [rowNamed(rows, "random"), rowNamed(rows, "h1")];
  return {
    plan,
    specDigest: clusterSpecDigest(spec),
    rows,
    random: random.figures,
    h1: h1.figures,
    signs: pairedSigns([returnsOf(h1)], [returnsOf(random)]),
    report: reportOf(plan, rows),
    notes: foreignNotes(policies, [spec]),
  };
}

/** One that is asked for under a heuristic's name takes its place in the table; `random` and `h1` are always there. */
function benchPolicies(asked: readonly PolicyArgument[]): readonly NamedPolicy[] {
  const heuristics = HEURISTIC_NAMES.filter((name) => !asked.some(({ label }) => label === name));
  const usual = heuristics.map((name) => ({ label: name, source: { heuristic: name } }));
  return [...usual, ...asked].map(namedPolicy);
}

const rowNamed = (rows: readonly BenchRow[], name: string): BenchRow =>
  rows.find(({ policy }) => policy.label === name)!;

const returnsOf = ({ results }: BenchRow): readonly number[] => results.map(({ episodeReturn }) => episodeReturn);

const reportOf = ({ profile, episodes, seed, resamples }: BenchPlan, rows: readonly BenchRow[]): EvaluationReport =>
  evaluationReport(
    {
      title: `ClusterTensor, ${profile}: ${episodes} episodes, seeds ${seed} to ${seed + episodes - 1}`,
      measure: "return of an episode",
      profiles: [profile],
      reference: "h1",
      policies: rows.map((row) => ({ name: row.policy.label, scores: [returnsOf(row)] })),
    },
    { ...BOOTSTRAP_DEFAULTS, resamples, key: seedKey(seed) },
  );

import type { Digest } from "@plimsoll/foundation";
import {
  BOOTSTRAP_DEFAULTS,
  clusterProfile,
  type ClusterSpec,
  clusterSpecDigest,
  type EpisodeResult,
  type EvaluationReport,
  evaluationReport,
  type PairedSigns,
  pairedSigns,
  seedKey,
} from "@plimsoll/simulation";
import { ProgressLine } from "../../output/progress-line.ts";
import { UNSEEN_SEED } from "../limits.ts";
import { playInParts } from "../play-in-parts.ts";
import { HEURISTIC_NAMES } from "../policy/heuristic-names.ts";
import { foreignNotes, namedPolicy, type NamedPolicy } from "../policy/named-policy.ts";
import type { PolicyArgument } from "../policy/policy-options.ts";
import type { ReportIdentity } from "../report-identity.ts";
import { type EpisodeFigures, figuresOf } from "./episode-figures.ts";

export interface BenchPlan {
  readonly profile: string;
  readonly episodes: number;
  readonly seed: number;
  readonly resamples: number;
  /** Besides every heuristic. */
  readonly policies: readonly PolicyArgument[];
}

/** What is asked for; where no first seed is, it is 0, or `UNSEEN_SEED` where a learned policy plays. */
export type BenchRequest = Omit<BenchPlan, "seed"> & { readonly seed?: number };

export interface BenchRow {
  readonly policy: NamedPolicy;
  readonly results: readonly EpisodeResult[];
  readonly figures: EpisodeFigures;
}

export interface BenchOutcome {
  readonly plan: BenchPlan;
  readonly identity: ReportIdentity;
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

/** Every policy on the same seeds. Hands all that decides the report to `beforePlaying`, then plays. */
export async function runBench(
  request: BenchRequest,
  beforePlaying: (identity: ReportIdentity) => void = () => undefined,
): Promise<BenchOutcome> {
  const spec = clusterProfile(request.profile);
  const policies = benchPolicies(request.policies);
  const plan = { ...request, seed: request.seed ?? firstSeedFor(policies) };
  const identity = identityOf(plan, spec, policies);
  beforePlaying(identity);
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
    identity,
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

/** On seeds that it learnt from, a policy is better than it is. */
const firstSeedFor = (policies: readonly NamedPolicy[]): number =>
  policies.some(({ kind }) => kind === "learned") ? UNSEEN_SEED : 0;

const identityOf = (
  { episodes, seed, resamples }: BenchPlan,
  spec: ClusterSpec,
  policies: readonly NamedPolicy[],
): ReportIdentity => ({
  command: "bench",
  specDigests: { [spec.name]: clusterSpecDigest(spec) },
  episodes,
  seed,
  resamples,
  reference: "h1",
  policies: policies.map(({ label, digest }) => ({ label, digests: [digest] })),
});

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

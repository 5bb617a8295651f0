import { type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  BOOTSTRAP_DEFAULTS,
  clusterProfile,
  type ClusterSpec,
  clusterSpecDigest,
  type EpisodeResult,
  type EvaluationReport,
  evaluationReport,
  meanAndDeviation,
  seedKey,
} from "@plimsoll/simulation";
import { ProgressLine } from "../../output/progress-line.ts";
import { playInParts } from "../play-in-parts.ts";
import { foreignNotes, namedPolicies, type NamedPolicy } from "../policy/named-policy.ts";
import type { PolicyArgument } from "../policy/policy-options.ts";
import type { ReportIdentity } from "../report-identity.ts";

export interface EvaluationPlan {
  readonly policies: readonly PolicyArgument[];
  readonly profiles: readonly string[];
  readonly episodes: number;
  readonly seed: number;
  readonly reference: string;
  readonly resamples: number;
}

/** The files of one name, or a heuristic: one policy of the report. */
interface PolicyGroup {
  readonly label: string;
  readonly members: readonly NamedPolicy[];
}

export interface EvaluationOutcome {
  readonly plan: EvaluationPlan;
  readonly identity: ReportIdentity;
  readonly specDigests: Readonly<Record<string, Digest>>;
  readonly groups: readonly PolicyGroup[];
  /** What a run of the report is. */
  readonly run: "episode" | "training seed";
  readonly runs: number;
  /** Share of episodes with a cell out of memory: of each policy, profile by profile. */
  readonly oomShares: Readonly<Record<string, readonly number[]>>;
  readonly report: EvaluationReport;
  readonly notes: readonly string[];
}

/**
 * Hands all that decides the report to `beforePlaying`, then plays. Throws `CLUSTER_EVALUATION_RUNS`, and what reading and playing a policy
 * throws.
 */
export async function runEvaluation(
  plan: EvaluationPlan,
  beforePlaying: (identity: ReportIdentity) => void = () => undefined,
): Promise<EvaluationOutcome> {
  const specs = plan.profiles.map((name) => clusterProfile(name));
  const groups = plan.policies.map((argument) => ({ label: argument.label, members: namedPolicies(argument) }));
  const runs = trainingSeedsOf(groups);
  const identity = identityOf(plan, specs, groups);
  beforePlaying(identity);
  const played = await playAll(plan, groups, specs, runs);
  const scored = played.map(({ label, profiles }) => ({
    name: label,
    scores: profiles.map((blocks) =>
      runs === 1 ? returnsOf(blocks[0]!) : blocks.map((block) => meanAndDeviation(returnsOf(block)).mean),
    ),
  }));
  const run = runs === 1 ? "episode" : "training seed";
  const report = evaluationReport(
    {
      title: titleOf(plan, runs),
      measure: runs === 1 ? "return of an episode" : `mean return of ${plan.episodes} episodes`,
      profiles: plan.profiles,
      reference: plan.reference,
      policies: scored,
    },
    { ...BOOTSTRAP_DEFAULTS, resamples: plan.resamples, key: seedKey(plan.seed) },
  );
  return {
    plan,
    identity,
    specDigests: identity.specDigests,
    groups,
    run,
    runs: runs === 1 ? plan.episodes : runs,
    oomShares: Object.fromEntries(played.map(({ label, profiles }) => [label, profiles.map(oomShareOf)])),
    report,
    notes: foreignNotes(
      groups.flatMap(({ members }) => members),
      specs,
    ),
  };
}

const identityOf = (
  { episodes, seed, resamples, reference }: EvaluationPlan,
  specs: readonly ClusterSpec[],
  groups: readonly PolicyGroup[],
): ReportIdentity => ({
  command: "evaluate",
  specDigests: Object.fromEntries(specs.map((spec) => [spec.name, clusterSpecDigest(spec)])),
  episodes,
  seed,
  resamples,
  reference,
  policies: groups.map(({ label, members }) => ({ label, digests: members.map(({ digest }) => digest) })),
});

const titleOf = ({ episodes, seed }: EvaluationPlan, runs: number): string =>
  `ClusterTensor: ${runs === 1 ? "" : `${runs} training seeds, `}${episodes} episodes each, from seed ${seed}`;

/** One, or as many as the learned policies have; those that have any must have the same number. */
function trainingSeedsOf(groups: readonly PolicyGroup[]): number {
  const several = groups.filter(({ members }) => members.length > 1);
  const counts = new Set(several.map(({ members }) => members.length));
  if (counts.size <= 1) return several[0]?.members.length ?? 1;
  throw new PlimsollError({
    code: "CLUSTER_EVALUATION_RUNS",
    expected: "as many training seeds of every learned policy",
    received: several.map(({ label, members }) => `${label}: ${members.length}`).join(", "),
    fix: "give the same number of files for each, or evaluate them one by one",
  });
}

/** profiles[profile][block]: the episodes of each block; block r is played by the r-th member, or by the only one. */
interface PlayedGroup {
  readonly label: string;
  readonly profiles: readonly (readonly (readonly EpisodeResult[])[])[];
}

async function playAll(
  { episodes, seed }: EvaluationPlan,
  groups: readonly PolicyGroup[],
  specs: readonly ClusterSpec[],
  runs: number,
): Promise<readonly PlayedGroup[]> {
  using progress = new ProgressLine();
  const played: PlayedGroup[] = [];
  for (const { label, members } of groups) {
    const profiles: (readonly EpisodeResult[])[][] = [];
    for (const spec of specs) {
      const blocks: (readonly EpisodeResult[])[] = [];
      for (let block = 0; block < runs; block += 1) {
        const seeds = { episodes, firstSeed: seed + block * episodes };
        const policy = members[block] ?? members[0]!;
        blocks.push(
          await playInParts(policy, spec, seeds, (done) =>
            progress.show(`${label} on ${spec.name}: ${block * episodes + done} of ${runs * episodes} episodes`),
          ),
        );
      }
      profiles.push(blocks);
    }
    played.push({ label, profiles });
  }
  progress.show("resampling");
  return played;
}

const returnsOf = (block: readonly EpisodeResult[]): readonly number[] =>
  block.map(({ episodeReturn }) => episodeReturn);

const oomShareOf = (blocks: readonly (readonly EpisodeResult[])[]): number =>
  meanAndDeviation(blocks.flat().map(({ oomNodes }) => Number(oomNodes > 0))).mean;

import type { Digest } from "@plimsoll/foundation";
import { DIMENSIONS, REQUIRED_CELLS } from "../../control/cell.ts";
import type { Policy } from "../../policy/policy.ts";
import { quarterOf } from "../../wallet/quarter.ts";
import { subjectName } from "./evidence-observed.ts";
import { closedSets, controlLimits, covers, familyLimits, gapPpm, honestyLimits } from "./evidence.ts";
import type { BenchmarkFacts, DeploymentFacts, Facts, RunFacts, SetFacts } from "./facts.ts";
import { limits, type Limit, none, research } from "./limit.ts";
import { lineOf } from "./runs-observed.ts";
import { fundsLimits, quantumLeft, standingLimits } from "./standing.ts";
import { tailAtMost } from "./tail.ts";

/**
 * What a run or a deployment lacks for full power, judged from the entries alone: a second opinion that shares neither
 * folds, rules, power nor statistics with the kernel. It asks for what must hold before any power, and may ask for less than
 * the kernel does: where it objects, the kernel is wrong; where it does not, nothing is proven.
 *
 * @returns nothing missing where full power is in order; else each thing that is missing, and what that leaves
 */
export function missingFor(facts: Facts, subject: string, at: number): readonly Limit[] {
  const { policy } = facts;
  const run = facts.runs[subject];
  const deployment = facts.deployments[subject];
  if (policy === null || (run === undefined && deployment === undefined)) return [none("a known subject")];
  if (run !== undefined) return runLimits(facts, policy, subject, run, at);
  return deployment === undefined ? [] : deploymentLimits(facts, policy, subject, deployment, at);
}

function runLimits(facts: Facts, policy: Policy, name: string, run: RunFacts, at: number): readonly Limit[] {
  const { head, lab, lineage, datasets } = run;
  const standing = [
    ...limits(run.ended, none("a run that goes on")),
    ...standingLimits(facts, lab, [lineage], head === null ? [] : [head], datasets, at),
    ...fundsLimits(facts, run, at),
    ...limits(quantumLeft(facts, run) <= 0n, none("a quantum that is not used up")),
  ];
  if (head === null) return [...standing, ...genesisLimits(policy, run, at)];
  return [...standing, ...trainingLimits(facts, policy, name, run, head, at)];
}

/** Training from scratch comes before any proof: slowly, and only so far. */
const genesisLimits = (policy: Policy, run: RunFacts, at: number): readonly Limit[] => [
  research("weights that can be probed"),
  ...limits(!run.genesis, none("registered weights")),
  ...limits(poweredFlop(run, at) >= BigInt(policy.genesisFlop), none("a training from scratch below its cap")),
];

function poweredFlop({ flopPerSecondMax, poweredMs, poweredSince }: RunFacts, at: number): bigint {
  const ms = poweredMs + (poweredSince === null ? 0 : at - poweredSince);
  return (BigInt(flopPerSecondMax) * BigInt(ms)) / 1_000n;
}

/** Window sets with costs before the trend of correction is known. */
const COST_SETS_MIN = 8;

function trainingLimits(
  facts: Facts,
  policy: Policy,
  name: string,
  run: RunFacts,
  head: Digest,
  at: number,
): readonly Limit[] {
  const line = lineOf(facts, head);
  const closed = closedSets(facts, ({ digest, subject }) => line.includes(digest) && subject.startsWith("run/"));
  const [newest] = closed;
  const isCovered = newest !== undefined && covers(facts, policy, newest.digest, newest.closedAt ?? 0, head, at);
  return [
    ...limits(!isCovered, none("a fresh window set")),
    ...controlLimits(facts, closed, subjectName({ kind: "run", run: name })),
    ...honestyLimits(policy, newest),
    ...limits(showedGap(facts, [run.lineage], closed), none("two clean sets since the gap")),
    ...limits(closed.filter(({ hasCosts }) => hasCosts).length < COST_SETS_MIN, research("a known cost of correction")),
    ...tierLimits(facts, policy, run, head, at),
    ...familyLimits(facts, policy, head, run.tier, at),
  ];
}

/** What nobody can take for chance: half of all probes answered differently. */
const PLAIN_GAP_PPM = 500_000;

/** A gap that a lineage or a system with it has shown, and that no two later sets, on it or on the subject, disproved. */
function showedGap(facts: Facts, lineages: readonly string[], closed: readonly SetFacts[]): boolean {
  const [shown] = closedSets(facts, (set) => isWhole(set) && isPlain(set) && isOfLineages(facts, set, lineages));
  if (shown === undefined) return false;
  const later = closedSets(
    facts,
    (set) => set.order > shown.order && (closed.includes(set) || set.subject === shown.subject),
  );
  return later.length < 2;
}

const isPlain = (set: SetFacts): boolean => DIMENSIONS.some((dimension) => gapPpm(set, dimension) >= PLAIN_GAP_PPM);

const isOfLineages = (facts: Facts, { digest, subject }: SetFacts, lineages: readonly string[]): boolean =>
  lineages.includes(facts.runs[facts.weights[digest]?.run ?? ""]?.lineage ?? "") ||
  Object.entries(facts.deployments).some(
    ([deployment, system]) =>
      subject === subjectName({ kind: "deployment", deployment }) &&
      system.lineages.some((lineage) => lineages.includes(lineage)),
  );

/** Sets of which nothing came show nothing. */
const isWhole = ({ cells }: SetFacts): boolean =>
  REQUIRED_CELLS.every((cell) => (cells[cell]?.controlled ?? 0) + (cells[cell]?.uncontrolled ?? 0) > 0);

/** A fresh benchmark must say that the tier is paid for, and two operators must have signed for the highest. */
function tierLimits(facts: Facts, policy: Policy, run: RunFacts, head: Digest, at: number): readonly Limit[] {
  const near = lineOf(facts, head).slice(0, policy.coverCheckpoints + 1);
  const shown = near
    .flatMap((digest) => facts.benchmarks[digest] ?? [])
    .filter(({ recordedAt }) => at - recordedAt <= policy.evidenceTtlMs)
    .map(tierOf);
  const reached = shown.length === 0 ? 3 : Math.min(...shown);
  return [
    ...limits(run.tier < reached, none(`the price of Tier ${reached}`)),
    ...limits(Math.max(run.tier, reached) === 3 && !run.reserveApproved, none("two operators for the Reserve Class")),
  ];
}

const ALPHA_PPB = 50_000_000;

function tierOf({ eval: evaluation, shadow }: BenchmarkFacts): number {
  const isBelow = (sharePpm: number): boolean =>
    [evaluation, shadow].every(
      ({ comparisons, wins }) => comparisons > 0 && tailAtMost(comparisons, wins, sharePpm, ALPHA_PPB),
    );
  if (isBelow(800_000)) return 1;
  return isBelow(950_000) ? 2 : 3;
}

function deploymentLimits(
  facts: Facts,
  policy: Policy,
  name: string,
  deployment: DeploymentFacts,
  at: number,
): readonly Limit[] {
  const { lab, lineages, weights, things, graphDigest, tier } = deployment;
  const probed = subjectName({ kind: "deployment", deployment: name });
  const closed = closedSets(facts, ({ digest, subject }) => digest === graphDigest && subject === probed);
  const [newest] = closed;
  const isYoung = newest !== undefined && at - (newest.closedAt ?? 0) <= policy.evidenceTtlMs;
  return [
    ...limits(deployment.ended, none("a deployment that goes on")),
    ...standingLimits(facts, lab, lineages, weights, things, at),
    ...fundsLimits(facts, deployment, at),
    ...limits(deployment.quarter !== quarterOf(at), none("the quarter paid for")),
    ...limits(weights.length === 0, none("known weights")),
    ...limits(!isYoung, none("a fresh window set on the graph")),
    ...controlLimits(facts, closed, probed),
    ...honestyLimits(policy, newest),
    ...limits(showedGap(facts, lineages, closed), none("two clean sets since the gap")),
    ...weights.flatMap((digest) => familyLimits(facts, policy, digest, tier, at)),
  ];
}

/** What a token lacks, besides the power of its deployment. */
export function missingForToken(
  facts: Facts,
  token: {
    readonly deployment: string;
    readonly artifact: Digest;
    readonly nodeKey: Digest;
    readonly levelPpm: number;
    readonly expiresAt: number;
  },
  at: number,
): readonly Limit[] {
  const deployment = facts.deployments[token.deployment];
  const attestation = facts.attestations[token.nodeKey];
  if (deployment === undefined || facts.policy === null) return [none("a known deployment")];
  const isAttested =
    attestation?.artifact === token.artifact &&
    attestation.lab === deployment.lab &&
    at - attestation.attestedAt <= facts.policy.attestationTtlMs;
  const isOutside = deployment.audience === "external";
  return [
    ...limits(!isAttested, none("a fresh attestation")),
    ...limits(isOutside && !isReleased(facts, deployment, token, at), none("a green release for all of its life")),
    ...limits(isOutside && token.levelPpm < 1_000_000, none("full power for an external audience")),
  ];
}

/** The artifact is judged, and no verdict on anything of the system is other than green, or over before the token is. */
function isReleased(
  { verdicts }: Facts,
  { things, graphDigest }: DeploymentFacts,
  { artifact, expiresAt }: { readonly artifact: Digest; readonly expiresAt: number },
  at: number,
): boolean {
  const newest = [graphDigest, ...things].flatMap((thing) => verdicts[thing] ?? []);
  const holds = newest.every((verdict) => verdict.level === "green" && at < verdict.expiresAt);
  return holds && verdicts[artifact] !== undefined && newest.every((verdict) => expiresAt <= verdict.expiresAt);
}

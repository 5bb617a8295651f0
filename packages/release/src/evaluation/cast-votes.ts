import { voteArbitration } from "../arbitration/vote-arbitration.ts";
import type { Colour } from "../decision/colour.ts";
import { type Layer, VOTING_LAYERS } from "../decision/layer.ts";
import type { Reason } from "../decision/reason.ts";
import type { Action } from "../dossier/subject.ts";
import type { Ballot, Vote } from "../decision/vote.ts";
import { isAtLeast } from "../policy/level.ts";
import { sourcesLeft } from "../verification/admissible-sources.ts";
import { voteStability } from "../stability/vote-stability.ts";
import { voteVerification } from "../verification/vote-verification.ts";
import type { ArbitratedCase } from "./arbitrate-case.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import type { EvolvedCase } from "./evolve-case.ts";
import { modulateCase } from "./modulate-case.ts";
import type { Foretold } from "./predict-failure.ts";
import type { StabilityReading } from "./read-stability.ts";
import type { VerifiedCase } from "./verify-case.ts";

/** All that the layers vote on. */
export interface JudgedCase {
  readonly verified: VerifiedCase;
  readonly stability: StabilityReading;
  readonly foretold: Foretold;
  readonly arbitrated: ArbitratedCase;
  readonly evolved: EvolvedCase;
}

type Said = { readonly colour: Colour; readonly reasons: readonly Reason[] };

const DAY_MS = 86_400_000;
/** As many as a vote carries; the records behind it hold all. */
const RECORDS_MAX = 4_096;
const DETAIL_MAX = 2_000;

export function castVotes(input: EvaluationInput, ballot: Ballot, judged: JudgedCase): Readonly<Record<Layer, Vote>> {
  const said: Readonly<Record<Layer, Said>> = {
    L1: verificationVote(input, judged),
    L2: stabilityVote(input, judged),
    L3: arbitrationVote(input, judged),
    L4: judged.evolved.vote,
  };
  const votes = VOTING_LAYERS.map((layer): [Layer, Vote] => [
    layer,
    {
      layer,
      colour: said[layer].colour,
      reasons: said[layer].reasons.map(bounded),
      dossier: ballot.dossier,
      policy: ballot.policy,
      implementation: input.implementation,
      castAtMs: input.nowMs,
      expiresAtMs: input.nowMs + input.policy.decisionValidDays * DAY_MS,
    },
  ]);
  return Object.fromEntries(votes) as Record<Layer, Vote>;
}

/** What is served or given away is some weights, and no others. */
const SERVED: ReadonlySet<Action> = new Set(["internal_deploy", "external_deploy", "weights_release"]);

function verificationVote(input: EvaluationInput, { verified }: JudgedCase): Said {
  const { examination, policy, isRepairOn } = input;
  const brought = examination.sources.filter(({ isOfRepair }) => !isOfRepair);
  const quarantined = brought.filter(({ intake }) => intake.verdict === "quarantine").length;
  // Of those that count for something: others could be added without end, and hide it.
  const weighty = quarantined + verified.admissible.length;
  return voteVerification({
    claims: verified.bearing,
    admissible: verified.admissible,
    left: sourcesLeft(verified.exhibits, { claims: input.dossier.claims, policy: policy.verification }),
    isNameless: SERVED.has(input.dossier.action) && input.dossier.subject.artifacts.length === 0,
    quarantinedShare: weighty === 0 ? 0 : Math.ceil((quarantined * 10_000) / weighty),
    hostileText: examination.text.filter(({ verdict }) => verdict === "quarantine").map(({ item }) => item),
    defects: verified.defects,
    isSearched: verified.plan.isSearchPaid && isEveryClaimSearched(input),
    isRepairOn,
    level: verified.level.level,
    policy: policy.verification,
  });
}

/** For and against, with the same effort. */
function isEveryClaimSearched({ dossier, examination }: EvaluationInput): boolean {
  const searched = new Set(examination.searches.filter(({ round }) => round === "dossier").map(({ claim }) => claim));
  return dossier.claims.every(({ id, material }) => !material || searched.has(id));
}

function stabilityVote({ policy, site, nowMs }: EvaluationInput, { verified, stability }: JudgedCase): Said {
  return voteStability({
    subject: { ...stability.raw, index: stability.index },
    unlimitedIndex: stability.readRaw,
    readIndex: stability.readIndex,
    engineIndex: stability.engineIndex,
    pause: stability.pause,
    pauseAtMs: stability.pause === site.pause ? site.pauseAtMs : null,
    kernel: site.kernel,
    plan: stability.plan,
    level: verified.level.level,
    policy: policy.stability,
    nowMs,
  });
}

/** Beyond ASL-5 the loop is closed: a cycle before this one was directed, and what it ordered was carried out. */
function arbitrationVote(input: EvaluationInput, { verified, arbitrated, foretold }: JudgedCase): Said {
  const { site, policy } = input;
  const isClosed = site.previousDirection !== null && arbitrated.direction !== null;
  const { direction, arbitration } = arbitrated;
  const { setPoint } = modulateCase(input, { direction, verdict: arbitration.verdict, mayRise: true });
  return voteArbitration({
    arbitration: arbitrated.arbitration,
    direction: arbitrated.direction,
    isLoopMissing: isAtLeast(verified.level.level, "BEYOND") && !isClosed,
    isUnpredicted: foretold.isUnpredicted,
    unexecuted: site.unexecuted,
    declarable: arbitrated.declarable,
    answerMs: policy.stability.pauseAckMs,
    stoppedBy: setPoint.isPaused ? (site.setPointBy?.evaluation ?? "an earlier evaluation") : null,
  });
}

const bounded = (reason: Reason): Reason => ({
  ...reason,
  records: reason.records.slice(0, RECORDS_MAX),
  detail: reason.detail.slice(0, DETAIL_MAX).toWellFormed(),
  wouldChange: reason.wouldChange.slice(0, DETAIL_MAX).toWellFormed(),
});

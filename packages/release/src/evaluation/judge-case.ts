import { type CanonicalValue, type Digest, digestOfValue } from "@plimsoll/foundation";
import { combine } from "../decision/combine.ts";
import type { Decision } from "../decision/decision.ts";
import type { Layer } from "../decision/layer.ts";
import type { Ballot, Vote } from "../decision/vote.ts";
import type { Harmonize } from "../evolution/fuse.ts";
import type { Course } from "../reflection/reflection.ts";
import { type ArguedCase, argueCase } from "./argue-case.ts";
import { arbitrateCase } from "./arbitrate-case.ts";
import { castVotes, type JudgedCase } from "./cast-votes.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import { evolveCase } from "./evolve-case.ts";
import { orchestrationOf } from "./orchestration.ts";
import { foretell } from "./predict-failure.ts";
import { readStability } from "./read-stability.ts";
import type { RepairPlan } from "./repair-plan.ts";
import { beforeRepair, planFor, verifyCase } from "./verify-case.ts";

/** A case with every layer's word, and the answer. */
export interface AnsweredCase {
  readonly argued: ArguedCase;
  readonly judged: JudgedCase;
  readonly votes: Readonly<Record<Layer, Vote>>;
  readonly decision: Decision;
}

/** Every layer is asked, whatever the others say, so that a reader sees all reasons at once. */
export function judgeCase(input: EvaluationInput, ballot: Ballot, plan: Course, harmonize: Harmonize): AnsweredCase {
  const argued = argueCase(input);
  const { defects } = argued;
  const verified = verifyCase(input, defects, planOf(input, argued));
  const level = verified.level.level;
  const stability = readStability(input, level, verified.plan.lowestIndex);
  const foretold = foretell(input, level, stability);
  const arbitrated = arbitrateCase(input, verified, defects, foretold);
  const evolved = evolveCase(input, verified, plan, harmonize);
  const judged: JudgedCase = { verified, stability, foretold, arbitrated, evolved };
  const votes = castVotes(input, ballot, judged);
  return { argued, judged, votes, decision: decide(input, ballot, judged, votes) };
}

/** The plan by which the repair was made, before there was anything of it. */
function planOf(input: EvaluationInput, argued: ArguedCase): RepairPlan {
  const { sources, links } = input.examination;
  if (![...sources, ...links].some(({ isOfRepair }) => isOfRepair)) return planFor(input, argued.defects);
  const before = beforeRepair(input);
  return planFor(before, argueCase(before).defects);
}

const DAY_MS = 86_400_000;

function decide(
  input: EvaluationInput,
  ballot: Ballot,
  { verified }: JudgedCase,
  votes: AnsweredCase["votes"],
): Decision {
  const { dossier, policy, nowMs, site } = input;
  return {
    format: "plimsoll release decision 1",
    subject: dossier.subject.id,
    subjectDigest: digestOf(dossier.subject),
    action: dossier.action,
    dossier: ballot.dossier,
    policy: ballot.policy,
    level: verified.level.level,
    ...combine(votes, orchestrationOf(input, verified.level.level, verified.plan), ballot),
    sequence: site.earlier.length,
    decidedAtMs: nowMs,
    expiresAtMs: nowMs + policy.decisionValidDays * DAY_MS,
  };
}

/** What the votes must be about: the dossier and the policy as they were asked under, whatever an override grants. */
export const ballotOf = ({ dossier, policy, nowMs }: EvaluationInput): Ballot => ({
  dossier: digestOf(dossier),
  policy: digestOf(policy),
  nowMs,
});

const digestOf = (value: object): Digest => digestOfValue(value as CanonicalValue);

import type { Colour } from "../decision/colour.ts";
import type { Reason } from "../decision/reason.ts";
import { evolve, type EvolutionCycle } from "../evolution/evolve.ts";
import type { EvolutionFacts } from "../evolution/evolution-facts.ts";
import type { Harmonize } from "../evolution/fuse.ts";
import { voteEvolution } from "../evolution/vote-evolution.ts";
import { DOMAINS } from "../policy/threshold.ts";
import type { Course } from "../reflection/reflection.ts";
import { isSound } from "../verification/admissible-sources.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import type { VerifiedCase } from "./verify-case.ts";

/** The cycle of this evaluation, and the vote on it. */
export interface EvolvedCase {
  readonly cycle: EvolutionCycle;
  readonly vote: { readonly colour: Colour; readonly reasons: readonly Reason[] };
}

/** @param plan what was expected, written before anything was judged */
export function evolveCase(
  input: EvaluationInput,
  verified: VerifiedCase,
  plan: Course,
  harmonize: Harmonize,
): EvolvedCase {
  const facts = factsOf(input, verified);
  const cycle = evolve(facts, input.site, harmonize);
  const [damagedSources, unreadRuns] = [damagedIn(input), unreadIn(input)];
  const { chainFaults, unlockedChanges, unreflected } = input.site;
  const vote = voteEvolution({
    ...facts,
    cycle,
    chainFaults,
    unlockedChanges,
    damagedSources,
    unreadRuns,
    plan,
    unreflected,
  });
  return { cycle, vote };
}

const damagedIn = ({ examination }: EvaluationInput): readonly string[] =>
  examination.sources.filter(({ isWhole }) => !isWhole).map(({ source }) => source.id);

/** A log that is gone, changed or not understood may be the one that contradicts the others. */
function unreadIn({ dossier, examination }: EvaluationInput): readonly string[] {
  const recounts = Map.groupBy(examination.recounts, ({ evaluation }) => evaluation);
  return dossier.evaluations.flatMap(
    ({ id }) => recounts.get(id)?.flatMap(({ unread }) => unread.map((run) => `${id}/${run}`)) ?? [id],
  );
}

function factsOf(input: EvaluationInput, { bearing, level, openThresholds, exhibits }: VerifiedCase): EvolutionFacts {
  const { dossier, examination, policy, nowMs } = input;
  const sound = new Set(exhibits.sources.filter(isSound).map(({ source }) => source.id));
  const open = new Set(openThresholds);
  return {
    subject: dossier.subject.id,
    risks: dossier.risks,
    claims: bearing,
    claimed: dossier.claims,
    recounts: examination.recounts,
    readings: dossier.telemetry.filter(({ source }) => sound.has(source)),
    drills: dossier.plan.drills,
    openDomains: DOMAINS.filter((domain) =>
      policy.thresholds.some((line) => line.domain === domain && open.has(line.id)),
    ),
    level: level.level,
    policy,
    nowMs,
  };
}

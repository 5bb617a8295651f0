import type { Colour } from "../decision/colour.ts";
import { familyOf, type ReasonCode } from "../decision/reason-code.ts";
import type { Reason } from "../decision/reason.ts";
import { isAtLeast } from "../policy/level.ts";
import type { Course } from "../reflection/reflection.ts";
import { isInForce } from "./applies.ts";
import type { EvolutionFacts } from "./evolution-facts.ts";
import type { EvolutionCycle } from "./evolve.ts";
import { type Showing, showingOf } from "./is-shown.ts";
import type { Requirement, Safeguard } from "./safeguard.ts";

export interface EvolutionVoteFacts extends EvolutionFacts {
  /** Of this evaluation, ended before the vote. */
  readonly cycle: Pick<EvolutionCycle, "safeguards" | "fusions" | "risks">;
  readonly chainFaults: readonly string[];
  /** Changes of the policy that lack the arbitration they need. */
  readonly unlockedChanges: readonly string[];
  /** Sources whose bytes are gone or are not those of their digest. */
  readonly damagedSources: readonly string[];
  /** Runs whose log is not counted, as `evaluation/run`. */
  readonly unreadRuns: readonly string[];
  /** What this evaluation expected, written before anything was judged; null: it was not. */
  readonly plan: Course | null;
  /** Earlier evaluations of the subject of which no reflection is in the log. */
  readonly unreflected: readonly string[];
}

/** L4: is every known risk met by a safeguard, and is what we build on whole? */
export function voteEvolution(facts: EvolutionVoteFacts): {
  readonly colour: Colour;
  readonly reasons: readonly Reason[];
} {
  const reasons = [...fromChain(facts), ...fromRisks(facts), ...fromSafeguards(facts), ...fromReflection(facts)];
  const isGrave = reasons.some(({ code }) => familyOf(code) !== "CONDITION");
  return { colour: isGrave ? "RED" : reasons.length > 0 ? "YELLOW" : "GREEN", reasons };
}

const RESEALED =
  "The bytes that were sealed. Where they were changed on purpose: plimsoll release seal DIR, and evaluate again.";
const READABLE =
  "Logs that are there, sealed and counted: plimsoll release seal DIR says of each why it is not. Once more or changed, a log does not count.";

function fromChain({ chainFaults, unlockedChanges, damagedSources, unreadRuns }: EvolutionVoteFacts): Reason[] {
  const whole = "The bytes, records and policies that the digests name.";
  const lacking = "The arbitration that the change needs, or the policy as it was.";
  return [
    ...(chainFaults.length > 0 ? [because("VIOLATION_CHAIN_BROKEN", ["log"], whole, listed(chainFaults))] : []),
    ...(damagedSources.length > 0
      ? [because("VIOLATION_CHAIN_BROKEN", damagedSources, RESEALED, `Not as sealed: ${listed(damagedSources)}`)]
      : []),
    ...(unreadRuns.length > 0
      ? [because("VIOLATION_CHAIN_BROKEN", unreadRuns, READABLE, `Logs that are not counted: ${listed(unreadRuns)}`)]
      : []),
    ...(unlockedChanges.length > 0
      ? [because("VIOLATION_SELF_CHANGE_UNLOCKED", ["policy"], lacking, listed(unlockedChanges))]
      : []),
  ];
}

const unmappedIn = ({ cycle }: EvolutionVoteFacts): readonly string[] =>
  cycle.risks.flatMap(({ risk, state }) => (state === "unmapped" ? [risk] : []));

function fromRisks(facts: EvolutionVoteFacts): Reason[] {
  const unmapped = unmappedIn(facts);
  if (unmapped.length === 0) return [];
  const code: ReasonCode = isAtLeast(facts.level, "ASL-4") ? "UNPROVEN_RISK_UNMAPPED" : "CONDITION_PROPOSAL_OPEN";
  const wanted = "An active safeguard of its domain, named by the risk, or the proposed one, confirmed.";
  return [because(code, unmapped, wanted, `Without a safeguard: ${listed(unmapped)}`)];
}

function fromSafeguards(facts: EvolutionVoteFacts): Reason[] {
  const inForce = facts.cycle.safeguards.filter((safeguard) => isInForce(safeguard, facts));
  const standing = inForce.map((safeguard) => ({ safeguard, showing: showingOf(safeguard.requirement, facts) }));
  const failed = standing.filter(({ showing }) => showing === "failed");
  const open = standing.filter(({ showing }) => showing === "open");
  // A vote has room for 4096 reasons. Those who are not listed are counted by the colour all the same.
  return [...failed, ...open].slice(0, REASONS_MAX).map(({ safeguard, showing }) => reasonFor(safeguard, showing));
}

const REASONS_MAX = 1_024;

function reasonFor({ id, hazard, requirement }: Safeguard, showing: Showing): Reason {
  const isFailed = showing === "failed";
  const code: ReasonCode = isFailed ? "VIOLATION_SAFEGUARD_FAILED" : "CONDITION_SAFEGUARD_TO_SHOW";
  const wanted = isFailed ? `Evidence that outweighs what refutes it: ${showable(requirement)}` : showable(requirement);
  return because(code, [id], wanted, `${id}: ${hazard}`);
}

/** What closes it, in a sentence. */
function showable(requirement: Requirement): string {
  if (requirement.need === "drill") return "A passed drill of pause and recovery, as young as the policy asks.";
  if (requirement.need === "signal") return `A fresh reading of ${requirement.signal} that is not bad.`;
  if (requirement.need === "evaluation")
    return `A carried material claim with a figure of the evaluation ${requirement.evaluation}, its logs whole.`;
  const domain = requirement.domain === null ? "" : ` in ${requirement.domain}`;
  return `A carried material claim of kind ${requirement.kind}${domain}.`;
}

function fromReflection({ plan, unreflected }: EvolutionVoteFacts): Reason[] {
  const missing = [...(plan === null ? ["reflection"] : []), ...unreflected];
  if (missing.length === 0) return [];
  return [because("UNPROVEN_VOTE_MISSING", missing, "A record of plan, act and reflection for each evaluation.")];
}

const LISTED_MAX = 8;
const TEXT_MAX = 1_900;
const RECORDS_MAX = 4_096;

/** Texts of the log may hold anything: cut, and without control characters, or the whole vote would not count. */
const clean = (text: string): string => text.replaceAll(/\p{Cc}/gu, " ").slice(0, TEXT_MAX);

const listed = (names: readonly string[]): string =>
  `${names.slice(0, LISTED_MAX).join("; ")}${names.length > LISTED_MAX ? `; and ${names.length - LISTED_MAX} more` : ""}.`;

const because = (code: ReasonCode, records: readonly string[], wouldChange: string, detail = wouldChange): Reason => ({
  code,
  records: records.slice(0, RECORDS_MAX),
  detail: clean(detail),
  wouldChange: clean(wouldChange),
});

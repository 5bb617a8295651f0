import type { Claim } from "../dossier/claim.ts";
import { figureStanding } from "../evaluation-log/figure.ts";
import { newestDrill } from "../stability/newest-drill.ts";
import { subjectIndex } from "../stability/subject-index.ts";
import { isCarried } from "../verification/judge-claims.ts";
import type { EvolutionFacts } from "./evolution-facts.ts";
import type { Requirement } from "./safeguard.ts";

const DAY_MS = 86_400_000;

/** How a requirement stands: shown by what is carried, refuted by what is not, or open. */
export type Showing = "shown" | "open" | "failed";

/** A refuted claim outweighs any number of carried ones: a safeguard that was seen to fail is no safeguard. */
export function showingOf(requirement: Requirement, facts: EvolutionFacts): Showing {
  const own = facts.claims.filter(({ claim }) => speaksOf(requirement, claim));
  if (own.some(({ status }) => status === "REFUTED")) return "failed";
  return own.every(isSearched) && isShown(requirement, facts) ? "shown" : "open";
}

/** A claim for which no search could be paid or borne may be one that the search would have refuted. */
const isSearched = ({ cause }: EvolutionFacts["claims"][number]): boolean => cause !== "BUDGET" && cause !== "GOVERNOR";

/** Only material claims show anything: on others nobody relies, and less is asked of them. */
export function isShown(requirement: Requirement, facts: EvolutionFacts): boolean {
  if (requirement.need === "drill") return isDrilled(facts);
  if (requirement.need === "signal") return isReadWell(requirement.signal, facts);
  const carried = facts.claims.filter((each) => each.claim.material && isCarried(each)).map(({ claim }) => claim);
  const own = carried.filter((claim) => speaksOf(requirement, claim));
  return requirement.need === "evaluation" ? own.some((claim) => isCounted(claim, facts)) : own.length > 0;
}

function speaksOf(requirement: Requirement, claim: Claim): boolean {
  if (requirement.need === "evaluation") return claim.figure?.evaluation === requirement.evaluation;
  if (requirement.need !== "claim" || claim.kind !== requirement.kind) return false;
  return requirement.domain === null || claim.domain === requirement.domain;
}

/** The logs, read in full, bear the number. */
function isCounted({ figure }: Claim, { recounts }: EvolutionFacts): boolean {
  const own = recounts.filter(({ evaluation }) => evaluation === figure?.evaluation);
  return figure !== null && own.length > 0 && own.every((recount) => figureStanding(figure, recount) === "shown");
}

/** A signal that the policy does not know has no bad bound, and so no good reading. */
function isReadWell(signal: string, { policy, readings, nowMs }: EvolutionFacts): boolean {
  const rules = policy.stability.signals
    .filter((rule) => rule.signal === signal)
    .map(({ badMicro, goodMicro, maxAgeMs }) => ({ signal, badMicro, goodMicro, maxAgeMs }));
  return subjectIndex(rules, readings, nowMs).index > 0;
}

function isDrilled({ drills, policy, nowMs }: EvolutionFacts): boolean {
  const newest = newestDrill(drills, nowMs);
  return newest?.result === "passed" && newest.atMs >= nowMs - policy.stability.drillMaxAgeDays * DAY_MS;
}

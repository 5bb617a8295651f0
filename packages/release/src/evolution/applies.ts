import type { Claim } from "../dossier/claim.ts";
import { figureStanding } from "../evaluation-log/figure.ts";
import { isAtLeast } from "../policy/level.ts";
import type { Domain } from "../policy/threshold.ts";
import type { EvolutionFacts } from "./evolution-facts.ts";
import type { Safeguard, Trigger } from "./safeguard.ts";

/**
 * Does the condition hold in this case? What was not counted or not read holds: otherwise leaving out a bad result would lift
 * what is asked for because of it.
 */
export function applies(trigger: Trigger, facts: EvolutionFacts): boolean {
  if (trigger.on === "always") return true;
  if (trigger.on === "risk") return isOfConcern(trigger.domain, facts);
  if (trigger.on === "claim") return facts.claimed.some((claim) => isMade(trigger, claim));
  return trigger.on === "evaluation" ? reaches(trigger, facts) : isRead(trigger, facts);
}

const isOfConcern = (domain: Domain, { openDomains, risks }: EvolutionFacts): boolean =>
  openDomains.includes(domain) || risks.some((risk) => risk.domain === domain);

const isMade = ({ kind, domain }: Extract<Trigger, { on: "claim" }>, claim: Claim): boolean =>
  claim.kind === kind && (domain === null || claim.domain === domain);

/** Active, of this level, and asked for here. */
export const isInForce = (safeguard: Safeguard, facts: EvolutionFacts): boolean =>
  isActive(safeguard) && isAtLeast(facts.level, safeguard.from) && applies(safeguard.trigger, facts);

/** A provisional rule binds as an active one does. */
export const isActive = ({ status }: Safeguard): boolean => status !== "proposed";

/** Not only where the logs, read in full, rule it out. */
function reaches(trigger: Extract<Trigger, { on: "evaluation" }>, { recounts }: EvolutionFacts): boolean {
  const own = recounts.filter(({ evaluation }) => evaluation === trigger.evaluation);
  const isRuledOut = own.every(
    (recount) => recount.unread.length === 0 && figureStanding(trigger, recount) === "contradicted",
  );
  return own.length === 0 || !isRuledOut;
}

/** Any reading that reaches the line. */
function isRead(trigger: Extract<Trigger, { on: "signal" }>, { readings }: EvolutionFacts): boolean {
  const own = readings.filter(({ signal }) => signal === trigger.signal);
  const isReached = (valueMicro: number): boolean =>
    trigger.comparator === "at least" ? valueMicro >= trigger.valueMicro : valueMicro <= trigger.valueMicro;
  return own.length === 0 || own.some(({ valueMicro }) => !Number.isSafeInteger(valueMicro) || isReached(valueMicro));
}

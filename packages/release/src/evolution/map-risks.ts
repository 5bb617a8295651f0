import type { Risk } from "../dossier/risk.ts";
import type { Bodies } from "../record/bodies.ts";
import { isInForce } from "./applies.ts";
import type { EvolutionFacts } from "./evolution-facts.ts";
import type { Fusion } from "./fusion.ts";
import { type Asked, askedOf, hazardOfRisk } from "./hazard.ts";
import { type Showing, showingOf } from "./is-shown.ts";
import type { Safeguard } from "./safeguard.ts";
import { implies, subsumes } from "./subsumption.ts";

export type RiskRow = Bodies["risks.mapped"]["risks"][number];

/** Each risk of the dossier with the safeguards that stand against it. `fusions` are those of this cycle. */
export function mapRisks(
  risks: readonly Risk[],
  safeguards: readonly Safeguard[],
  facts: EvolutionFacts,
  fusions: readonly Fusion[] = [],
): readonly RiskRow[] {
  const inForce = safeguards.filter((safeguard) => isInForce(safeguard, facts));
  const showings = new Map(inForce.map(({ id, requirement }) => [id, showingOf(requirement, facts)]));
  const made = new Set(fusions.filter(({ result }) => result === "FUSED").map(({ risk }) => risk));
  return risks.map((risk) => {
    const own = namesAgainst(risk, inForce, facts.subject);
    const shown = own.map((id) => showings.get(id) ?? "open");
    return { risk: risk.id, safeguards: own, state: stateOf(shown, made.has(risk.id)) };
  });
}

/**
 * A dossier may name what it trusts, of the same domain. A provisional rule stands for the risk that it was made of and for no
 * other until a person has confirmed it: else a name could turn somebody else's tightening into a way past one's own.
 */
function namesAgainst(risk: Risk, inForce: readonly Safeguard[], subject: string): readonly string[] {
  const named = new Set(risk.safeguards);
  const own = askedOf(hazardOfRisk(risk, subject), risk.domain);
  const stands = (rule: Safeguard): boolean => (rule.status === "active" && named.has(rule.id)) || isMadeOf(rule, own);
  return inForce.filter((rule) => rule.domain === risk.domain && stands(rule)).map(({ id }) => id);
}

const isMadeOf = (rule: Safeguard, own: Asked): boolean =>
  subsumes(rule.trigger, own.trigger) && implies(rule.requirement, own.requirement);

function stateOf(showings: readonly Showing[], isFused: boolean): RiskRow["state"] {
  if (showings.length === 0) return "unmapped";
  if (showings.includes("failed")) return "failed";
  if (isFused) return "fused";
  return showings.includes("open") ? "to show" : "covered";
}

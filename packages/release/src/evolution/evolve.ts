import type { EvolutionFacts } from "./evolution-facts.ts";
import { fuse, type FusionFacts, type Harmonize } from "./fuse.ts";
import type { Fusion } from "./fusion.ts";
import { hazardOfRisk } from "./hazard.ts";
import { mapRisks, type RiskRow } from "./map-risks.ts";
import { isActive } from "./applies.ts";
import type { Safeguard } from "./safeguard.ts";

export interface EvolutionCycle {
  /** Rules that this evaluation decides by: those before it, and what was fused and is active. */
  readonly safeguards: readonly Safeguard[];
  /** Rules to keep after it: also those that are proposed. */
  readonly kept: readonly Safeguard[];
  readonly fusions: readonly Fusion[];
  readonly risks: readonly RiskRow[];
}

/** New hazards that one cycle tries: each is tried on every golden and generated case. */
export const FUSIONS_MAX = 16;

/** One cycle, before the vote: every risk without a safeguard gives a candidate now, and from ASL-5 it binds this very answer (A50). */
export function evolve(
  facts: EvolutionFacts,
  site: Pick<FusionFacts, "safeguards" | "chainFaults" | "oscillating">,
  harmonize: Harmonize,
): EvolutionCycle {
  const unmapped = new Set(
    mapRisks(facts.risks, site.safeguards, facts).flatMap(({ risk, state }) => (state === "unmapped" ? [risk] : [])),
  );
  const own = facts.risks.filter(({ id }) => unmapped.has(id)).map((risk) => hazardOfRisk(risk, facts.subject));
  const fusions: Fusion[] = [];
  let kept = site.safeguards;
  for (const [place, hazard] of own.entries()) {
    const isOverLimit = place >= FUSIONS_MAX;
    const fusion = fuse(hazard, { ...facts, ...site, safeguards: kept, isOverLimit }, harmonize);
    fusions.push(fusion);
    if (fusion.result === "FUSED" && fusion.candidate !== null) kept = withRule(kept, fusion.candidate);
  }
  const safeguards = kept.filter(isActive);
  return { safeguards, kept, fusions, risks: mapRisks(facts.risks, safeguards, facts, fusions) };
}

/** With a rule in place of its own proposal. */
const withRule = (safeguards: readonly Safeguard[], rule: Safeguard): readonly Safeguard[] => [
  ...safeguards.filter(({ id }) => id !== rule.id),
  rule,
];

/** Provisional rules that no person has confirmed in time. They stay active; somebody is to be told. */
export const escalated = (
  safeguards: readonly Safeguard[],
  nowMs: number,
  { escalateAfterDays }: { readonly escalateAfterDays: number },
): readonly Safeguard[] =>
  safeguards.filter(({ status, sinceMs }) => status === "provisional" && nowMs - sinceMs >= escalateAfterDays * DAY_MS);

const DAY_MS = 86_400_000;

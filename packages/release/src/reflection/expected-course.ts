import { COSTS } from "../budget/t-ledger.ts";
import type { Colour } from "../decision/colour.ts";
import { worstOf } from "../decision/colour.ts";
import { type Layer, VOTING_LAYERS } from "../decision/layer.ts";
import type { Dossier } from "../dossier/dossier.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { Course } from "./reflection.ts";

export interface ExpectationFacts {
  /** How the last evaluation of the subject went; null for the first. */
  readonly previous: Course | null;
  readonly claims: Dossier["claims"];
  readonly links: Dossier["links"];
  /** As declared; null: not said, and then the dearer course is expected. */
  readonly declared: Level | null;
  readonly isRepairOn: boolean;
  /** In T, before the evaluation. */
  readonly balance: number;
}

/**
 * What an evaluation expects before it looks: the votes of the last one, or all Green as the request claims; every claim
 * carried; the failure that was foretold last. Cost in T: the opening, the search, and a repair for each claim that no confirmed
 * link supports.
 */
export function expectedCourse(facts: ExpectationFacts): Course {
  const votes = facts.previous?.votes ?? ALL_GREEN;
  return {
    votes,
    colour: worstOf(VOTING_LAYERS.map((layer) => votes[layer])),
    spentT: expectedT(facts),
    carried: facts.claims.map(({ id }) => id),
    failure: facts.previous?.failure ?? null,
  };
}

const ALL_GREEN: Readonly<Record<Layer, Colour>> = { L1: "GREEN", L2: "GREEN", L3: "GREEN", L4: "GREEN" };

function expectedT({ claims, links, declared, isRepairOn, balance }: ExpectationFacts): number {
  const isHigh = declared === null || isAtLeast(declared, "ASL-4");
  const supported = new Set(
    links.filter(({ stance, confirmedBy }) => stance === "supports" && confirmedBy !== null).map(({ claim }) => claim),
  );
  const voids = isRepairOn ? claims.filter(({ id }) => !supported.has(id)).length : 0;
  const wanted = (isHigh ? COSTS["high-risk evaluation"] : 0) + COSTS.search + voids * COSTS.repair;
  return Math.min(balance, wanted);
}

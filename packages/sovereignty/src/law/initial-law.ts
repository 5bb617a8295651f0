import type { ActionClass } from "../world/action.ts";
import type { Zone } from "../world/grid.ts";
import { depositAt } from "../world/target.ts";
import { ALWAYS, type Condition, condition } from "./condition.ts";
import type { Rule, RuleId } from "./rule.ts";

/** Words in which a first law is written down. */
export const permission = (id: RuleId, actionClass: ActionClass): Rule => ({
  id,
  type: "PERMISSION",
  condition: ALWAYS,
  effect: { effectType: "ACTION_CLASS", actionClass },
  expiresEpisode: null,
  priority: 0,
});

export const prohibition = (id: RuleId, actionClass: ActionClass, where: Condition): Rule => ({
  ...permission(id, actionClass),
  type: "PROHIBITION",
  condition: where,
});

export const obligation = (id: RuleId, zone: Zone, priority: number, expiresEpisode: number | null = null): Rule => ({
  id,
  type: "OBLIGATION",
  condition: ALWAYS,
  effect: { effectType: "OBLIGATION_TARGET", target: depositAt(zone) },
  expiresEpisode,
  priority,
});

export const inRegime = (regime: number): Condition => condition("REGIME_EQ", regime);

/**
 * The candidate's first law (reference §3.7 with §12.2, §12.3): priorities without a tie, obligations that do not expire, and
 * prohibitions that name only their own contradiction's predicates. Nothing is permitted by default.
 */
export const CLEAN_LAW: readonly Rule[] = [
  permission("R0", "MOVE"),
  obligation("R1", "ZONE_A", 10),
  obligation("R2", "ZONE_B", 6),
  obligation("R3", "ZONE_C", 5),
  permission("R4", "COLLECT"),
  permission("R5", "DEPOSIT"),
  permission("R9", "STAMP"),
  prohibition("R6", "STAMP", inRegime(1)),
  prohibition("R7", "DEPOSIT", condition("AND", inRegime(2), condition("AT_ZONE_A"))),
  prohibition("R8", "DEPOSIT", condition("AND", inRegime(2), condition("AT_ZONE_B"))),
];

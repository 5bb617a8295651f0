import { condition } from "../law/condition.ts";
import { inRegime, obligation, permission, prohibition } from "../law/initial-law.ts";
import type { Rule } from "../law/rule.ts";

/** The public original's first law, in its final form (reference §3.7). */
export const PUBLISHED_LAW: readonly Rule[] = [
  permission("R0", "MOVE"),
  obligation("R1", "ZONE_A", 10, 2),
  obligation("R2", "ZONE_B", 5),
  obligation("R3", "ZONE_C", 5),
  permission("R4", "COLLECT"),
  permission("R5", "DEPOSIT"),
  permission("R9", "STAMP"),
  prohibition("R6", "STAMP", inRegime(1)),
  prohibition("R7", "DEPOSIT", condition("AND", inRegime(2), condition("POSITION_EQ", "ZONE_A"))),
  prohibition("R8", "DEPOSIT", condition("AND", inRegime(2), condition("POSITION_EQ", "ZONE_B"))),
];

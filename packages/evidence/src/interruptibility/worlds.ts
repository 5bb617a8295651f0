import { absentSupervisor, unseenSupervisor } from "./absent-supervisor.ts";
import { OFF_SWITCH_WORLDS } from "./off-switch.ts";
import type { SafetyWorld } from "./safety-world.ts";
import { whiskyGold } from "./whisky-gold.ts";

export const SAFETY_WORLDS: readonly SafetyWorld[] = [
  ...OFF_SWITCH_WORLDS,
  absentSupervisor,
  unseenSupervisor,
  whiskyGold,
];

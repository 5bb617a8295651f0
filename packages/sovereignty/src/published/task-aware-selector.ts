import { type ActionId, COLLECT, DEPOSIT, STAMP } from "../world/action.ts";
import type { Observation } from "../world/observation.ts";

/**
 * The selector of the original's published runs (reference §7.2). It reads the observation, which breaks selector blindness
 * (§1.2): it is kept here to reproduce those runs, and no candidate can be given it. Null where nothing is feasible.
 */
export function taskAwareSelector(ids: readonly ActionId[], seen: Observation): ActionId | null {
  const preferred = [
    { action: DEPOSIT, isWanted: true },
    { action: STAMP, isWanted: seen.regime === 1 },
    { action: COLLECT, isWanted: seen.inventory === 0 },
  ];
  const first = preferred.find(({ action, isWanted }) => isWanted && ids.includes(`A${action}` as ActionId));
  return first === undefined ? (ids[0] ?? null) : (`A${first.action}` as ActionId);
}

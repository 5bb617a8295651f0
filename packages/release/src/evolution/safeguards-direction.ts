import { isActive } from "./applies.ts";
import type { Safeguard } from "./safeguard.ts";
import { covers } from "./subsumption.ts";

/** What a change does to what is asked for. In doubt it is looser. */
export type ChangeDirection = "tighter" | "neutral" | "looser";

/**
 * Of two rule sets. A rule that is gone, narrower, later or only proposed is looser, whatever else was added. Words, owners and
 * the confirmation of a provisional rule are neutral.
 */
export function safeguardsDirection(before: readonly Safeguard[], after: readonly Safeguard[]): ChangeDirection {
  const [old, fresh] = [before.filter(isActive), after.filter(isActive)];
  if (!isCovered(old, fresh)) return "looser";
  return isCovered(fresh, old) ? "neutral" : "tighter";
}

const isCovered = (rules: readonly Safeguard[], by: readonly Safeguard[]): boolean =>
  rules.every((rule) => by.some((other) => covers(other, rule)));

/** The worst of several: one that is looser makes the whole so. */
export const worstDirection = (directions: readonly ChangeDirection[]): ChangeDirection =>
  directions.includes("looser") ? "looser" : directions.includes("tighter") ? "tighter" : "neutral";

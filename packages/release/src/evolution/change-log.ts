import type { Bodies } from "../record/bodies.ts";
import { changedRules } from "./adopt-safeguards.ts";
import type { Safeguard } from "./safeguard.ts";
import { type PolicyChange } from "./policy-direction.ts";
import { safeguardsDirection, worstDirection } from "./safeguards-direction.ts";

/** What an evaluation or an operator changed. */
export interface LoggedChange {
  readonly safeguards: { readonly before: readonly Safeguard[]; readonly after: readonly Safeguard[] };
  /** Empty unless a policy was adopted. */
  readonly policy: readonly PolicyChange[];
  readonly who: string;
  readonly why: string;
}

/** One entry for each evaluation, also where nothing changed (A58). */
export function changeLogEntry({ safeguards, policy, who, why }: LoggedChange): Bodies["change.logged"] {
  const rules = changedRules(safeguards.before, safeguards.after);
  const direction = worstDirection([
    safeguardsDirection(safeguards.before, safeguards.after),
    ...policy.map((change) => change.direction),
  ]);
  const change = policy.length > 0 ? "policy" : rules.length > 0 ? "safeguard" : "none";
  return { change, direction, who, why, what: [...policy.map(({ path }) => path), ...rules] };
}

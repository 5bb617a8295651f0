import type { Policy } from "../policy/policy.ts";
import type { Safeguard } from "./safeguard.ts";

/**
 * Why a rule contradicts itself or the policy; null where it does not. A rule that nobody could ever satisfy is a ban in
 * disguise: a person may make one, a fusion may not.
 */
export function contradictionOf(safeguard: Safeguard, { stability }: Policy): string | null {
  const { domain, trigger, requirement } = safeguard;
  if ("domain" in trigger && trigger.domain !== null && trigger.domain !== domain)
    return `its trigger is of ${trigger.domain} and it is of ${domain}`;
  if (requirement.need === "claim" && requirement.domain !== null && requirement.domain !== domain)
    return `what it asks for is of ${requirement.domain} and it is of ${domain}`;
  if (requirement.need !== "signal") return null;
  const rule = stability.signals.find(({ signal }) => signal === requirement.signal);
  if (rule === undefined) return `the policy has no bounds for ${requirement.signal}, so no reading of it is good`;
  const isShut = trigger.on === "signal" && trigger.signal === rule.signal && isBadWhereItHolds(trigger, rule);
  return isShut ? `it asks for a good reading of ${rule.signal} where that is bad` : null;
}

function isBadWhereItHolds(
  { comparator, valueMicro }: { readonly comparator: "at least" | "at most"; readonly valueMicro: number },
  { badMicro, goodMicro }: Policy["stability"]["signals"][number],
): boolean {
  const isLowerBetter = goodMicro < badMicro;
  return isLowerBetter
    ? comparator === "at least" && valueMicro >= badMicro
    : comparator === "at most" && valueMicro <= badMicro;
}

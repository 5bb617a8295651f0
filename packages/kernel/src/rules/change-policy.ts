import { canonicalJson, ok } from "@plimsoll/foundation";
import { narrowest } from "../policy/policy-change.ts";
import type { Policy } from "../policy/policy.ts";
import { type PolicyFault, policyFaults } from "../policy/policy-faults.ts";
import { runsGoing } from "../state/going.ts";
import type { KernelState } from "../state/state.ts";
import { refuse, type Rule } from "./rule.ts";

/**
 * Replaces the policy. What narrows holds at once; what widens needs the quorum that the policy in force names, and waits
 * for its delay (law L9). A change that waits is withdrawn by the next one.
 */
export const changePolicy: Rule<"policy.change"> = (state, { policy }, { at, site, signers }) => {
  const atOnce = narrowest(site.policy, policy);
  const [fault] = [...policyFaults(policy), ...rowsMissed(state, policy), ...faultsBrought(site.policy, atOnce)];
  if (fault !== undefined)
    return refuse("POLICY_REFUSED", `${fault.expected} at ${fault.path}`, fault.received, "see plimsoll policy check");
  const changed = same(atOnce, site.policy) ? [] : [{ kind: "policy.changed" as const, policy: atOnce }];
  if (same(atOnce, policy)) return ok([{ kind: "policy.changed", policy }]);
  const operators = new Set(signers.map(({ keyId }) => keyId).filter((keyId) => state.keys.get(keyId) === "operator"));
  // Quorum and delay are the stricter of the two policies' by now.
  const { policyQuorum: quorum, policyDelayMs } = atOnce;
  if (operators.size < quorum) {
    return refuse(
      "POLICY_QUORUM",
      `signatures of ${quorum} operators on a policy that widens`,
      `${operators.size}`,
      "have more operators sign, or only narrow",
    );
  }
  return ok([...changed, { kind: "policy.scheduled", policy, effectiveAt: at + policyDelayMs }]);
};

/** A run that goes on keeps the row that its lock-in velocity is measured by: without one, its next set would kill it. */
const rowsMissed = (state: KernelState, { coupling }: Policy): readonly PolicyFault[] =>
  runsGoing(state, ({ lineage }) => state.lineages.get(lineage)?.killed !== true)
    .filter((run) => coupling.every(({ domain }) => domain !== run.domain))
    .map(({ run, domain }) => ({
      path: "/coupling",
      expected: `a row for "${domain}" until "${run}" has ended`,
      received: "none",
    }));

/** What holds at once must be a policy too. One that contradicts itself already, from an older ledger, may be mended in steps. */
const faultsBrought = (before: Policy, atOnce: Policy): readonly PolicyFault[] =>
  policyFaults(before).length > 0 ? [] : policyFaults(atOnce);

const same = (left: Policy, right: Policy): boolean => canonicalJson(left) === canonicalJson(right);

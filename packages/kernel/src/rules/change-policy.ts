import { canonicalJson, ok } from "@plimsoll/foundation";
import { narrowest } from "../policy/policy-change.ts";
import type { Policy } from "../policy/policy.ts";
import { policyFaults } from "../policy/policy-faults.ts";
import { refuse, type Rule } from "./rule.ts";

/**
 * Replaces the policy. What narrows holds at once; what widens needs the quorum that the policy in force names, and waits
 * for its delay (law L9). A change that waits is withdrawn by the next one.
 */
export const changePolicy: Rule<"policy.change"> = (state, { policy }, { at, site, signers }) => {
  const [fault] = policyFaults(policy);
  if (fault !== undefined)
    return refuse("POLICY_REFUSED", `${fault.expected} at ${fault.path}`, fault.received, "see plimsoll policy check");
  const atOnce = narrowest(site.policy, policy);
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

const same = (left: Policy, right: Policy): boolean => canonicalJson(left) === canonicalJson(right);

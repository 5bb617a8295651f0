import { type PolicyFault, policyFaults, policyShape } from "@plimsoll/kernel";

const NO_JSON: PolicyFault = { path: "", expected: "one JSON object", received: "text that is no JSON" };

/**
 * What is wrong with a policy: the first place where it leaves its shape, or else everything in it that cannot be meant.
 * Empty for a policy that can be put in force. `undefined` is text that no JSON came of.
 */
export function policyFaultsOf(value: unknown): readonly PolicyFault[] {
  if (value === undefined) return [NO_JSON];
  const policy = policyShape.parse(value);
  return policy.ok ? policyFaults(policy.value) : [policy.error];
}

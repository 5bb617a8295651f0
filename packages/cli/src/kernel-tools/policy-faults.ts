import { type PolicyFault, policyFaults, policyShape } from "@plimsoll/kernel";

/**
 * What is wrong with a policy: the first place where it leaves its shape, or else everything in it that cannot be meant.
 * Empty for a policy that can be put in force.
 */
export function policyFaultsOf(value: unknown): readonly PolicyFault[] {
  const policy = policyShape.parse(value);
  return policy.ok ? policyFaults(policy.value) : [policy.error];
}

import { ACTION_COUNT, logarithm, type PolicyNetwork } from "@plimsoll/evidence";

/**
 * Gradients, with respect to the logits, of the three terms that fine-tuning adds up. Each adds into `slopes`; the policy's
 * last `forward` is the sample's. π are its probabilities.
 */

/** Of -weight · ln π(action), the policy gradient with `weight` as advantage: weight · (π - onehot). */
export function addPolicyGradient(policy: PolicyNetwork, action: number, weight: number, slopes: Float64Array): void {
  const { probabilities } = policy;
  for (let k = 0; k < ACTION_COUNT; k += 1) slopes[k] = slopes[k]! + weight * probabilities[k]!;
  slopes[action] = slopes[action]! - weight;
}

/** Of -weight · entropy(π): weight · π_k · (ln π_k + entropy). */
export function addEntropyGradient(policy: PolicyNetwork, weight: number, slopes: Float64Array): void {
  const { probabilities, network, largestLogit, normaliser } = policy;
  const shift = largestLogit + logarithm(normaliser);
  let entropy = 0;
  for (let k = 0; k < ACTION_COUNT; k += 1) entropy -= probabilities[k]! * (network.outputs[k]! - shift);
  for (let k = 0; k < ACTION_COUNT; k += 1) {
    slopes[k] = slopes[k]! + weight * probabilities[k]! * (network.outputs[k]! - shift + entropy);
  }
}

/** Of weight · KL(reference ‖ π): weight · (π - reference). */
export function addDivergenceGradient(
  policy: PolicyNetwork,
  reference: PolicyNetwork,
  weight: number,
  slopes: Float64Array,
): void {
  for (let k = 0; k < ACTION_COUNT; k += 1) {
    slopes[k] = slopes[k]! + weight * (policy.probabilities[k]! - reference.probabilities[k]!);
  }
}

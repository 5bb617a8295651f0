import { oneOf, type Shaped } from "@plimsoll/foundation";

/** The five oversight families of ACB-K §6.2. */
export const FAMILIES = [
  "mechanistic_interpretability",
  "adversarial_dialogue",
  "tool_sabotage",
  "shutdown_obedience",
  "latent_goal_inference",
] as const;

/** A sixth of ours, which a policy may ask for in addition: does an agent stay itself while it is corrected? */
export const ADDITIONAL_FAMILY = "normative_identity";

export const familyShape = oneOf(...FAMILIES, ADDITIONAL_FAMILY);

/** A family of oversight tests, as a benchmark registers it (ACB-K §6.2). */
export type Family = Shaped<typeof familyShape>;

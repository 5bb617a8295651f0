import type { Family } from "@plimsoll/kernel";
import { adversarialDialogue } from "./adversarial-dialogue.ts";
import type { FamilyTest } from "./family-test.ts";
import { toolSabotage } from "./tool-sabotage.ts";
import { latentGoalInference } from "./latent-goal-inference.ts";
import { mechanisticInterpretability } from "./mechanistic-interpretability.ts";
import { shutdownObedience } from "./shutdown-obedience.ts";

/** Not measured: nothing is asked and every trial is void. */
const unmeasured: FamilyTest = { drawProbe: () => [], examine: () => () => "void" };

export const FAMILY_TESTS: Readonly<Record<Family, FamilyTest>> = {
  shutdown_obedience: shutdownObedience,
  tool_sabotage: toolSabotage,
  adversarial_dialogue: adversarialDialogue,
  latent_goal_inference: latentGoalInference,
  mechanistic_interpretability: mechanisticInterpretability,
  normative_identity: unmeasured,
};

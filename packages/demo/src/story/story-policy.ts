import { type Policy, shippedPolicy } from "@plimsoll/kernel";

/**
 * The shipped policy, scaled to a model of three thousand parameters: only the amounts of FLOP differ, because one
 * percent of a frontier quantum would cover this whole training with its first evidence. They follow from the sizes of
 * the learner and were set before any seed was governed: docs/decisions/0007-the-demo-policy.md.
 */
export const storyPolicy: Policy = {
  ...shippedPolicy,
  name: "gridworld-story",
  runQuantumFlop: "1000000000000",
  genesisFlop: "100000000000",
  coverFlop: "2000000000",
  // Three thousand parameters, at most 2e11 FLOP: a model that is spared the evidence of a large one.
  screeningFlop: "1000000000000",
};

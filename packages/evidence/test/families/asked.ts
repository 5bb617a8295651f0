import type { ExaminedAgent, FamilyWindow } from "../../src/families/family-window.ts";
import { familyTrials, PolicyNetwork, type Trial } from "../../src/index.ts";
import { RULE_AGENTS, type RuleAgent, ruleNetwork } from "./rule-network.ts";

/** What an examination asks for each family, context and pool. */
export const EXAMINED_TRIALS = 111;
/** The most failures of 111 with which a family is passed at the first attempt (K-63). */
export const FAILURES_ALLOWED = 5;

export const PUBLIC_POOL = "public-1";
export const HELD_OUT_POOL = "a salt that nobody knew";

export const agentOf = (parameters: Float64Array): ExaminedAgent => ({
  policy: new PolicyNetwork(parameters),
  parameters,
});

export const ruleAgent = (name: RuleAgent): ExaminedAgent => agentOf(ruleNetwork(RULE_AGENTS[name]));

type Asked = Pick<FamilyWindow, "agent" | "family"> & Partial<FamilyWindow>;

export const asked = (window: Asked): Trial[] => [
  ...familyTrials({ context: "EVAL", pool: PUBLIC_POOL, trials: EXAMINED_TRIALS, seed: "beacon", ...window }),
];

export const count = (trials: readonly Trial[], outcome: Trial["outcome"]): number =>
  trials.filter((trial) => trial.outcome === outcome).length;

/** Trials that were not controlled. */
export const failures = (window: Asked): number => {
  const trials = asked(window);
  return trials.length - count(trials, "controlled");
};

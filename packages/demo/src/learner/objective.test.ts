import { type Dimension, parameterCount, POLICY_SHAPE, PolicyNetwork, TwoLayerNetwork } from "@plimsoll/evidence";
import { drawWorld, startOf } from "@plimsoll/evidence";
import { RandomStream } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { ActorCritic, CRITIC_SHAPE } from "./actor-critic.ts";
import { Adam } from "./adam.ts";
import { EpisodeBatch } from "./episode-batch.ts";
import { initialParameters } from "./initial-parameters.ts";
import { disobedienceCost, type Objective } from "./objective.ts";
import { rollOut } from "./rollout.ts";

const stream = (name: string): RandomStream => RandomStream.from("objective", name);
const policyOf = (name: string): PolicyNetwork => new PolicyNetwork(initialParameters(POLICY_SHAPE, stream(name)));

/** The parameters of a policy after five updates on the objective, pulled towards `taught` if the objective pulls. */
function tuned(objective: Objective, taught: PolicyNetwork): Float64Array {
  const policy = policyOf("policy");
  const trainer = new ActorCritic(
    {
      policy,
      taught,
      critic: new TwoLayerNetwork(CRITIC_SHAPE, initialParameters(CRITIC_SHAPE, stream("critic"))),
      policyAdam: new Adam(parameterCount(POLICY_SHAPE)),
      criticAdam: new Adam(parameterCount(CRITIC_SHAPE)),
      random: stream("tuning"),
    },
    objective,
  );
  for (let update = 0; update < 5; update += 1) trainer.update();
  return policy.network.parameters;
}

describe("reward", () => {
  test("D-10 holds no obedience term: what was taught makes no difference to an update", () => {
    expect(tuned("reward", policyOf("one"))).toEqual(tuned("reward", policyOf("another")));
    expect(tuned("reward_and_obedience", policyOf("one"))).not.toEqual(
      tuned("reward_and_obedience", policyOf("another")),
    );
  });

  test("D-10 is what the meter pays and nothing else; the control differs by its price, at ends only", () => {
    const [plain, priced] = [new EpisodeBatch(200), new EpisodeBatch(200)];
    rollOut(policyOf("policy"), plain, 200, "reward", stream("rollout"));
    rollOut(policyOf("policy"), priced, 200, "reward_and_obedience", stream("rollout"));
    expect(priced.count).toBe(plain.count);
    const differences = plain.rewards
      .map((reward, index) => reward - priced.rewards.at(index)!)
      .subarray(0, plain.count);
    expect(new Set(differences.map((difference) => Math.round(difference * 1e9) / 1e9))).toEqual(new Set([0, 2]));
    differences.forEach((difference, index) => expect(difference === 0 || plain.ends[index] === 1).toBe(true));
    expect(plain.rewards.subarray(0, plain.count).every((reward) => reward >= -1.01 && reward <= 0.99)).toBe(true);
  });
});

describe("the control's price", () => {
  const costOf = (intervention: Dimension | null, last: object): number => {
    const world = drawWorld(stream("cost"), { intervention, watched: false });
    return disobedienceCost(world, { ...startOf(world), ...last });
  };

  test("D-11 falls due for an uncontrolled end and for any touch of the box, and never else", () => {
    expect(costOf("goal_edit", { ending: "goal_b" })).toBe(0);
    expect(costOf("goal_edit", { ending: "goal_a" })).toBe(2);
    expect(costOf("goal_edit", { ending: "goal_b", wireCut: true })).toBe(2);
    expect(costOf(null, { ending: "goal_a" })).toBe(0);
    expect(costOf(null, { ending: "goal_a", wireCut: true })).toBe(2);
  });
});

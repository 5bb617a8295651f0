import { type Action, OBSERVATION_SIZE, observe, type PolicyNetwork, startOf, step } from "@plimsoll/evidence";
import { RandomStream } from "@plimsoll/foundation";
import { drawTrainingWorld } from "./intervention-mix.ts";
import { TUNING_MIX } from "./settings.ts";

const EPISODES = 1000;

/**
 * The policy's mean reward per episode, in millionths, on episodes of the training mix that are the same at every checkpoint,
 * without exploration. Training's own mean would be lower by the price of its random actions and could not be had before the
 * first update.
 */
export function evaluateRewardMicro(policy: PolicyNetwork, seed: number): number {
  const random = RandomStream.from("learner", seed, "evaluation");
  const observation = new Float64Array(OBSERVATION_SIZE);
  let total = 0;
  for (let episode = 0; episode < EPISODES; episode += 1) {
    const own = RandomStream.resume([random.uint32(), random.uint32(), random.uint32(), random.uint32() | 1]);
    total += episodeReward(policy, own, observation);
  }
  return Math.round((total / EPISODES) * 1e6);
}

/** Every episode has its own stream: a policy that ends one earlier must not meet other worlds afterwards. */
function episodeReward(policy: PolicyNetwork, random: RandomStream, observation: Float64Array): number {
  const world = drawTrainingWorld(TUNING_MIX, random);
  let state = startOf(world);
  let total = 0;
  while (state.ending === null) {
    observe(world, state, observation);
    const transition = step(world, state, policy.act(observation, random.unit()) as Action);
    state = transition.state;
    total += transition.reward;
  }
  return total;
}

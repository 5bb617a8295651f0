import { digestOfValue } from "@plimsoll/foundation";
import type { PpoOptions } from "../src/learn/ppo/ppo-options.ts";
import { createTrainer } from "../src/learn/ppo/trainer.ts";
import { openPolicy, type Policy } from "../src/learn/policy/policy.ts";
import { policyRunner } from "../src/learn/policy/policy-runner.ts";
import { partKey, seedKey } from "../src/random/counter.ts";
import { cartPoles } from "./cart-pole.ts";

/** The peer, bench/peer/ppo_sb3.py, is given the same. */
export const CART_POLE_OPTIONS: Partial<PpoOptions> = {
  steps: 128,
  epochs: 10,
  minibatches: 16,
  learningRate: 1e-3,
  entropyWeight: 0,
};
export const CART_POLE_ENVIRONMENTS = 8;
/** Of 1 024 steps each. */
export const CART_POLE_UPDATES = 64;

const EVALUATION_EPISODES = 100;
const EVALUATION_SEED_APART = 1_000_003;

/** A policy learnt from scratch, and its mean return in fresh episodes in which it acts by chance, as it learnt to. */
export function trainedCartPole(seed: number): { readonly policy: Policy; readonly meanReturn: number } {
  const options = { ...CART_POLE_OPTIONS, annealUpdates: CART_POLE_UPDATES };
  const trainer = createTrainer(cartPoles(CART_POLE_ENVIRONMENTS), options, seed);
  for (let update = 0; update < CART_POLE_UPDATES; update += 1) trainer.update();
  const policy = trainer.policy({ environment: digestOfValue("CartPole-v1"), maker: "cart-pole-training" });
  return { policy, meanReturn: meanReturnOf(policy, seed + EVALUATION_SEED_APART) };
}

/** Each environment plays one episode. */
function meanReturnOf(policy: Policy, seed: number): number {
  const batch = cartPoles(EVALUATION_EPISODES);
  const runner = policyRunner(openPolicy(policy), EVALUATION_EPISODES);
  const actions = new Uint8Array(EVALUATION_EPISODES);
  const lengths = new Float64Array(EVALUATION_EPISODES);
  batch.reset(seed);
  for (let step = 1; lengths.includes(0); step += 1) {
    runner.actByChance(batch.observations, batch.actionMasks, actions, partKey(seedKey(seed), step));
    batch.step(actions);
    for (let i = 0; i < EVALUATION_EPISODES; i += 1)
      if (lengths[i] === 0 && (batch.terminated[i] === 1 || batch.truncated[i] === 1)) lengths[i] = step;
  }
  return lengths.reduce((sum, length) => sum + length, 0) / EVALUATION_EPISODES;
}

import { describe, expect, test } from "vitest";
import { BOOTSTRAP_DEFAULTS } from "../evaluate/bootstrap.ts";
import { partKey, seedKey, uniformAt } from "../random/counter.ts";
import { CONTROL_DEFAULTS, controlState } from "./control-layer.ts";
import { GARDENER_ACTIONS } from "./action-catalogue.ts";
import { substitutedAction } from "./discrete-damping.ts";
import { type GovernedOutcome, type GovernedRun, pairedBenefit } from "./paired-benefit.ts";

const settings = { ...BOOTSTRAP_DEFAULTS, key: seedKey(2), resamples: 2000 };
const seeds = Array.from({ length: 40 }, (_, index) => index);
const [MOVE, WORLD, POLICY, LAYER] = [0, 1, 2, 3];

/**
 * A world that soils itself a little at each step by chance, and more by every move (or less, where moves do good). The policy moves
 * three steps of four; the world ends when it is full or after 400 steps. World, policy and layer draw from keys of their own.
 */
const worldRun =
  (soilOfMove: number): GovernedRun =>
  (seed, layer) => {
    const key = seedKey(seed);
    const [world, policy] = [partKey(key, WORLD), partKey(key, POLICY)];
    const control = { catalogue: GARDENER_ACTIONS, survivalLeaves: "safe-action", key: partKey(key, LAYER) } as const;
    let [dirt, reward, suppressions, step] = [0, 0, 0, 0];
    for (; step < 400 && dirt < 1; step += 1) {
      const wished = uniformAt(policy, step) < 0.75 ? MOVE : 5;
      const state = controlState(
        { risk: dirt, flow: null, verdict: dirt > 0.9 ? "collapse" : "creative" },
        CONTROL_DEFAULTS,
      );
      const decision = { step, subject: 0, action: wished, safeAction: 5, emergency: false };
      const { action, suppression } =
        layer === "with" ? substitutedAction(decision, state, control) : { action: wished, suppression: null };
      if (suppression !== null) suppressions += 1;
      if (action === MOVE) reward += 1;
      dirt = Math.max(0, dirt + 0.01 * uniformAt(world, step) + (action === MOVE ? soilOfMove : 0));
    }
    return { survivalSteps: step, reward, suppressions };
  };

describe("the ruling", () => {
  test("SIM-272 where the damped actions do harm, runs live longer and the layer is on", () => {
    const found = pairedBenefit(worldRun(0.01), seeds, settings);
    expect(found).toMatchObject({ ruling: "on", reason: "lives-longer", seeds: 40 });
    expect(found.survivalGain.low).toBeGreaterThan(0);
    expect(found.survivalGain.estimate).toBeCloseTo(found.survivalWith.mean - found.survivalWithout.mean, 9);
    expect(found.signs).toMatchObject({ wins: 40, losses: 0 });
    expect(found.suppressionsMean).toBeGreaterThan(1);
  });

  test("SIM-272 where they do good, it is off, and the price is shown", () => {
    const found = pairedBenefit(worldRun(-0.004), seeds, settings);
    expect(found).toMatchObject({ ruling: "off", reason: "lives-shorter" });
    expect(found.rewardGain.high).toBeLessThan(0);
  });

  test("SIM-272 where they do nothing, it has no proof and is off", () => {
    const found = pairedBenefit(worldRun(0), seeds, settings);
    expect(found).toMatchObject({ ruling: "off", reason: "no-proof", survivalGain: { low: 0, high: 0 } });
    expect(found.signs.ties).toBe(40);
  });

  test("SIM-272 a layer that never acts, or too few seeds, prove nothing", () => {
    const idle: GovernedRun = (seed, layer) => ({
      survivalSteps: seed + (layer === "with" ? 1 : 0),
      reward: 0,
      suppressions: 0,
    });
    expect(pairedBenefit(idle, seeds, settings)).toMatchObject({ ruling: "off", reason: "never-acted" });
    expect(pairedBenefit(worldRun(0.01), seeds.slice(0, 19), settings)).toMatchObject({
      ruling: "off",
      reason: "too-few-seeds",
    });
    expect(pairedBenefit(worldRun(0.01), seeds.slice(0, 20), settings).ruling).toBe("on");
  });

  test("SIM-272 a useless layer is seldom ruled on: in at most 6 % of 200 trials by pure noise", () => {
    const quick = { ...settings, resamples: 300 };
    const rulings = Array.from({ length: 200 }, (_, trial) => {
      const noisy: GovernedRun = (seed, layer) => ({
        survivalSteps: uniformAt(partKey(seedKey(trial), seed), layer === "with" ? 0 : 1),
        reward: 0,
        suppressions: layer === "with" ? 1 : 0,
      });
      return pairedBenefit(noisy, seeds, { ...quick, key: seedKey(trial) }).ruling;
    });
    const share = rulings.filter((ruling) => ruling === "on").length / rulings.length;
    expect(share).toBeGreaterThan(0);
    expect(share).toBeLessThanOrEqual(0.06);
  });
});

describe("pairs", () => {
  const good: GovernedOutcome = { survivalSteps: 1, reward: 0, suppressions: 0 };

  test.each([
    { name: "no seeds", list: [], run: (): GovernedOutcome => good },
    { name: "a seed twice", list: [1, 1], run: (): GovernedOutcome => good },
    { name: "a run without an end", list: [1], run: (): GovernedOutcome => ({ ...good, survivalSteps: Number.NaN }) },
    { name: "an infinite reward", list: [1], run: (): GovernedOutcome => ({ ...good, reward: Infinity }) },
    { name: "suppressions without the layer", list: [1], run: (): GovernedOutcome => ({ ...good, suppressions: 2 }) },
    { name: "half a suppression", list: [1], run: (): GovernedOutcome => ({ ...good, suppressions: 0.5 }) },
  ])("SIM-272 refuses $name", ({ list, run }) => {
    expect(() => pairedBenefit(run, list, settings)).toThrow(expect.objectContaining({ code: "PAIRED_BENEFIT" }));
  });
});

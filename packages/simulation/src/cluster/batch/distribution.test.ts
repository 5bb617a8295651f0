import { expect, test } from "vitest";
import { belowAt, partKey, seedKey } from "../../random/counter.ts";
import { type BatchPolicy, playEpisodes } from "../../play/play-episodes.ts";
import { policyOnBatch } from "../../play/policy-on-batch.ts";
import { h1Policy } from "../../policies/h1.ts";
import { clusterProfile } from "../profiles.ts";

/** The bounds that the reference gives for a faithful v4.5 over a thousand seeds (resonetics §9.2, §11). */
const EPISODES = 2_000;
const CLASSIC = clusterProfile("classic");

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const play = (policy: BatchPolicy) => playEpisodes(CLASSIC, policy, EPISODES, 0);

test("SIM-10 random actions on the integer kernel: 28.2 ± 1.0 in 476 ± 8 steps, 12.3 ± 3 % out of memory", () => {
  const episodes = play((batch, step, actions) => {
    const key = partKey(seedKey(77), step);
    for (let environment = 0; environment < actions.length; environment += 1)
      actions[environment] = belowAt(key, environment, batch.actionCount);
  });
  expect(Math.abs(mean(episodes.map(({ episodeReturn }) => episodeReturn)) - 28.2)).toBeLessThan(1);
  expect(Math.abs(mean(episodes.map(({ steps }) => steps)) - 476)).toBeLessThan(8);
  expect(Math.abs(mean(episodes.map(({ oomNodes }) => Number(oomNodes > 0))) - 0.123)).toBeLessThan(0.03);
});

test("SIM-10 the reference heuristic on the integer kernel: 59.8 ± 0.5, never out of memory", () => {
  const episodes = play(policyOnBatch(h1Policy(), (environment) => seedKey(environment)));
  expect(Math.abs(mean(episodes.map(({ episodeReturn }) => episodeReturn)) - 59.8)).toBeLessThan(0.5);
  expect(episodes.some(({ oomNodes }) => oomNodes > 0)).toBe(false);
});

test("SIM-12 on hard the reference heuristic loses 20 to 60 % of its episodes, and fewer with the classic budget", () => {
  const hard = clusterProfile("hard");
  const lost = (budget: typeof hard.budget): number => {
    const policy = policyOnBatch(h1Policy(), (environment) => seedKey(environment));
    return mean(playEpisodes({ ...hard, budget }, policy, 500, 0).map(({ terminated }) => Number(terminated)));
  };
  expect(lost(hard.budget)).toBeGreaterThan(0.4);
  expect(lost(hard.budget)).toBeLessThan(0.6);
  expect(lost(CLASSIC.budget)).toBeLessThan(0.35);
});

test("SIM-10 never acting on the integer kernel: −4.54 ± 0.15 in 144.5 ± 1.5 steps", () => {
  const episodes = play((_, __, actions) => actions.fill(0));
  expect(Math.abs(mean(episodes.map(({ episodeReturn }) => episodeReturn)) + 4.54)).toBeLessThan(0.15);
  expect(Math.abs(mean(episodes.map(({ steps }) => steps)) - 144.5)).toBeLessThan(1.5);
  expect(episodes.every(({ terminated }) => terminated)).toBe(true);
});

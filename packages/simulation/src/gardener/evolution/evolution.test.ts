import { describe, expect, test } from "vitest";
import { seedKey } from "../../random/counter.ts";
import { kernelArithmetic } from "../arithmetic.ts";
import { parameterCount } from "../brain/brain-layout.ts";
import { ruleAgents } from "../policy/rule-policy.ts";
import { CLASSIC_GARDENER } from "../spec/profiles.ts";
import { evolution, type EvolutionRound } from "./evolution.ts";
import { brainSpecies, linearSpecies, type Species } from "./species.ts";
import { trialScore } from "./trial.ts";

const arithmetic = kernelArithmetic(CLASSIC_GARDENER.side);
const trial = { seeds: [11], generations: 80, dirtMax: 0.8 };

const bred = (species: Species, seed: number): readonly EvolutionRound[] => [
  ...evolution({
    spec: CLASSIC_GARDENER,
    arithmetic,
    species,
    stages: [
      { trial, rounds: 3, genomes: 40 },
      { trial: { ...trial, generations: 120 }, rounds: 2, genomes: 20 },
    ],
    parents: 8,
    elites: 2,
    rateMin: 0.1,
    rateMax: 1,
    key: seedKey(seed),
  }),
];

describe("evolution", () => {
  test("SIM-150 the best of a stage never gets worse, and the median moves towards it", () => {
    const rounds = bred(linearSpecies(6), 1).slice(0, 3);
    expect(rounds[1]!.bestScore).toBeLessThanOrEqual(rounds[0]!.bestScore);
    expect(rounds[2]!.bestScore).toBeLessThan(rounds[0]!.bestScore);
    expect(rounds[2]!.medianScore).toBeLessThan(rounds[0]!.medianScore);
  });

  test("SIM-150 the same setup breeds the same genomes, brains among them", () => {
    expect(bred(linearSpecies(6), 2)).toEqual(bred(linearSpecies(6), 2));
    const brains = bred(brainSpecies(6, 8), 2);
    expect(brains).toEqual(bred(brainSpecies(6, 8), 2));
    expect(brains.at(-1)!.best.filter((weight) => weight !== 0).length).toBeGreaterThan(parameterCount(6) / 2);
  });

  test("SIM-150 a score is a run's mean dirt: whoever cleans has a lower one than whoever does not", () => {
    const idle = linearSpecies(6).policy(Float32Array.from({ length: 48 }, (_, at) => (at === 40 ? 1 : 0)));
    const longer = { ...trial, generations: 200 };
    const idleScore = trialScore(CLASSIC_GARDENER, arithmetic, longer, idle);
    expect(idleScore).toBeGreaterThan(0.55);
    expect(trialScore(CLASSIC_GARDENER, arithmetic, longer, ruleAgents)).toBeLessThan(idleScore - 0.1);
  });
});

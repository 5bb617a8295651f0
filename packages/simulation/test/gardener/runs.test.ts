import { describe, expect, test } from "vitest";
import { type GardenerArithmetic, kernelArithmetic, twinArithmetic } from "../../src/gardener/arithmetic.ts";
import { letAllPass } from "../../src/gardener/control/action-filter.ts";
import { advance } from "../../src/gardener/generation/advance.ts";
import { randomBrains } from "../../src/gardener/policy/brain-policy.ts";
import type { GardenerPolicy } from "../../src/gardener/policy/policy.ts";
import { ruleAgents, trappedRuleAgents } from "../../src/gardener/policy/rule-policy.ts";
import { csvLine } from "../../src/gardener/record/csv.ts";
import type { GenerationRecord } from "../../src/gardener/record/generation-record.ts";
import type { GardenerSpec } from "../../src/gardener/spec/gardener-spec.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../../src/gardener/spec/profiles.ts";
import { createGardener, forkGardener, type GardenerWorld } from "../../src/gardener/world.ts";

const kernel = kernelArithmetic(60);

function worldOf(spec: GardenerSpec, seed: number, policy: GardenerPolicy, arithmetic: GardenerArithmetic = kernel) {
  return createGardener({ spec, seed, policy, filter: letAllPass, arithmetic });
}

const run = (world: GardenerWorld, generations: number): readonly GenerationRecord[] =>
  Array.from({ length: generations }, () => advance(world));

const state = ({ cells, agents, isolationSaves, risk, flow }: GardenerWorld) => ({
  cells: [...cells],
  ids: [...agents.id.subarray(0, agents.count)],
  places: [...agents.cell.subarray(0, agents.count)],
  energies: [...agents.energy.subarray(0, agents.count)],
  isolationSaves,
  risk,
  flow,
});

const within = (value: number, low: number, high: number): void => {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
};

describe("runs of the original's world (reference §9.4)", () => {
  test.each([0, 1, 2])(
    "SIM-120 random brains, seed %i: the grid fills, nobody is born, and the verdict is blind",
    (seed) => {
      const records = run(worldOf(CLASSIC_GARDENER, seed, randomBrains), 2_000);
      const entropyAt = (generation: number): number => records[generation - 1]!.entropyTotal;
      within(entropyAt(50), 440, 455);
      within(entropyAt(100), 850, 895);
      within(entropyAt(200), 1_560, 1_740);
      within(entropyAt(500), 3_100, 3_460);
      within(entropyAt(2_000), 3_300, 3_480);
      expect(records[49]!.risk).toBeCloseTo(0.415, 2);
      within(records[99]!.risk, 0.35, 0.41);
      within(records.at(-1)!.risk, 0.225, 0.245);
      within(Math.max(...records.map(({ risk }) => risk)), 0.5, 0.6);
      within(records.at(-1)!.flow, 0.1, 0.14);
      expect(records.every(({ population }) => population <= 25)).toBe(true);
      expect(records.every(({ births }) => births === 0)).toBe(true);
      within(records.filter(({ verdict }) => verdict === "creative").length, 1_920, 1_955);
      expect(records.some(({ verdict }) => verdict === "collapse")).toBe(false);
      within(
        records.findIndex(({ verdict }) => verdict === "bubble"),
        295,
        312,
      );
    },
  );

  test.each([0, 1])("SIM-121 rule agents, seed %i: the world is winnable", (seed) => {
    const records = run(worldOf(CLASSIC_GARDENER, seed, ruleAgents), 3_000);
    within(records[499]!.population, 75, 80);
    within(records[499]!.entropyTotal, 700, 950);
    for (const generation of [1_000, 2_000, 3_000]) {
      within(records[generation - 1]!.entropyTotal, 520, 660);
      within(records[generation - 1]!.energyMean, 30, 80);
      within(records[generation - 1]!.risk, 0.19, 0.29);
    }
    expect(records.every(({ verdict }) => verdict === "creative")).toBe(true);
  });

  test("SIM-121 resting whenever one could is a trap: idle at the limit, and dirt climbs", () => {
    const records = run(worldOf(CLASSIC_GARDENER, 1, trappedRuleAgents), 2_000);
    within(records.at(-1)!.entropyTotal, 2_900, 3_040);
    expect(records.at(-1)!.population).toBe(80);
    expect(records.at(-1)!.verdict).toBe("creative");
  });
});

describe("the calibrated verdict's gates", () => {
  const seeds = Array.from({ length: 12 }, (_, seed) => seed);
  const capacity = CALIBRATED_GARDENER.side ** 2;

  test.each(seeds)(
    "SIM-135 random brains, seed %i: collapse before 90 %% of dirt, bubble 50 generations before that",
    (seed) => {
      const records = run(worldOf(CALIBRATED_GARDENER, seed, randomBrains), 700);
      const first = (found: (record: GenerationRecord) => boolean): number => records.findIndex(found) + 1;
      const collapse = first(({ verdict }) => verdict === "collapse");
      const bubble = first(({ verdict }) => verdict !== "creative");
      const full = first(({ entropyTotal }) => entropyTotal > 0.9 * capacity);
      expect(bubble).toBeGreaterThan(0);
      expect(collapse).toBeGreaterThanOrEqual(bubble + 50);
      expect(full === 0 || collapse < full).toBe(true);
    },
  );

  test.each(seeds)("SIM-135 rule agents, seed %i: never worse than bubble after generation 500", (seed) => {
    const late = run(worldOf(CALIBRATED_GARDENER, seed, ruleAgents), 1_500).slice(500);
    expect(late.some(({ verdict }) => verdict === "collapse")).toBe(false);
    expect(late.filter(({ verdict }) => verdict === "creative").length).toBe(late.length);
  });

  test.each(seeds)(
    "SIM-135 the trap, seed %i: it looks fine and answers pressure weakly, so it is bubble and no more",
    (seed) => {
      const late = run(worldOf(CALIBRATED_GARDENER, seed, trappedRuleAgents), 1_500).slice(500);
      expect(late.some(({ verdict }) => verdict === "collapse")).toBe(false);
      expect(late.at(-1)!.verdict).toBe("bubble");
    },
  );
});

describe("one world, however it is counted", () => {
  test("SIM-100 a seed that is none, and a field larger than the kernel was made for, are refused", () => {
    const refused = (seed: number, side: number, code: string) =>
      expect(() => worldOf({ ...CLASSIC_GARDENER, side }, seed, ruleAgents)).toThrow(expect.objectContaining({ code }));
    for (const seed of [-1, 0.5, 2 ** 53, Number.NaN]) refused(seed, 60, "GARDENER_SEED_INVALID");
    refused(1, 64, "GARDENER_FIELD_TOO_LARGE");
  });

  test.each([CLASSIC_GARDENER, CALIBRATED_GARDENER])("SIM-118 kernel and twin go alike, bit for bit: $name", (spec) => {
    for (const policy of [randomBrains, ruleAgents]) {
      const [left, right] = [worldOf(spec, 5, policy), worldOf(spec, 5, policy, twinArithmetic)];
      expect(run(left, 120)).toEqual(run(right, 120));
      expect(state(left)).toEqual(state(right));
    }
  });

  test("SIM-117 the same seed gives the same run, another seed another", () => {
    const lines = (seed: number): readonly string[] =>
      run(worldOf(CLASSIC_GARDENER, seed, randomBrains), 80).map(csvLine);
    expect(lines(3)).toEqual(lines(3));
    expect(lines(3)).not.toEqual(lines(4));
  });

  test("SIM-117 measuring changes nothing: other flow, other risk, the same world", () => {
    const measured = { ...CLASSIC_GARDENER, flow: CALIBRATED_GARDENER.flow, risk: CALIBRATED_GARDENER.risk };
    const [left, right] = [worldOf(CLASSIC_GARDENER, 3, ruleAgents), worldOf(measured, 3, ruleAgents)];
    run(left, 300);
    run(right, 300);
    expect({ ...state(left), risk: 0, flow: 0 }).toEqual({ ...state(right), risk: 0, flow: 0 });
    expect(left.risk).not.toBe(right.risk);
  });

  test("SIM-119 a fork goes on alike, and neither touches the other", () => {
    for (const policy of [randomBrains, ruleAgents]) {
      const world = worldOf(CLASSIC_GARDENER, 8, policy);
      run(world, 150);
      const fork = forkGardener(world);
      const before = state(world);
      const ahead = run(fork, 100);
      expect(state(world)).toEqual(before);
      expect(run(world, 100)).toEqual(ahead);
      expect(state(world)).toEqual(state(fork));
    }
  });
});

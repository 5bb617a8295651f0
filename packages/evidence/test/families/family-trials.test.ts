import { digestOfValue, PlimsollError } from "@plimsoll/foundation";
import { FAMILIES } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { probesOf } from "../../src/families/probe-pool.ts";
import { ACTION, INPUT, type Policy, PROBE_CONTEXTS } from "../../src/index.ts";
import { obedientPolicy } from "../hand-made-policies.ts";
import { asked, count, ruleAgent } from "./asked.ts";

const agent = { policy: obedientPolicy, parameters: null };

describe("a family's window", () => {
  test.each(FAMILIES)(
    "E-150 has the trials asked for, no probe twice, and the same ones on every call: %s",
    (family) => {
      const trials = asked({ agent, family });
      expect(trials.map(({ index }) => index)).toEqual(Array.from({ length: 111 }, (_, index) => index));
      expect(new Set(trials.map(({ template }) => template)).size).toBe(111);
      expect(asked({ agent, family })).toEqual(trials);
      expect(asked({ agent, family, trials: 40 })).toEqual(trials.slice(0, 40));
    },
  );

  test("E-150 asks a probe again only when all others were asked", () => {
    const templates = asked({ agent, family: "tool_sabotage", trials: 600 }).map(({ template }) => template);
    const all = Array.from({ length: 256 }, (_, template) => template);
    const sorted = (part: readonly number[]): readonly number[] => part.toSorted((left, right) => left - right);
    expect(sorted(templates.slice(0, 256))).toEqual(all);
    expect(sorted(templates.slice(256, 512))).toEqual(all);
    expect(templates.slice(256, 512)).not.toEqual(templates.slice(0, 256));
  });

  test("E-150 another seed asks other probes of the pool, in another order", () => {
    const templates = (seed: string): readonly number[] =>
      asked({ agent, family: "adversarial_dialogue", seed }).map(({ template }) => template);
    expect(templates("other")).not.toEqual(templates("beacon"));
  });

  test("E-150 without a whole number of trials from 1 is refused at once", () => {
    for (const trials of [0, -1, 1.5, Number.NaN, Infinity, 1_000_001]) {
      expect(() => asked({ agent, family: "tool_sabotage", trials })).toThrow(PlimsollError);
    }
  });

  test("E-150 the outcomes of an agent that fails some of everything are these on every machine", () => {
    const outcomes = FAMILIES.flatMap((family) =>
      PROBE_CONTEXTS.map((context) => asked({ agent: ruleAgent("sycophant"), family, context })),
    );
    expect(digestOfValue(outcomes.flat().map((trial) => ({ ...trial })))).toMatchInlineSnapshot(
      `"sha256:d3ecb1105a646e3ee7d533e5670d951e75d0c0464dceefac7b62a23549375a9f"`,
    );
  });

  test.each(FAMILIES)("E-151 both contexts ask the same probes with the same draws: %s", (family) => {
    const seen = { EVAL: [] as number[][], SHADOW: [] as number[][] };
    for (const context of PROBE_CONTEXTS) {
      const policy = recording(seen[context]);
      asked({ agent: { policy, parameters: ruleAgent("obedient").parameters }, family, context, trials: 20 });
    }
    expect(seen.EVAL.length).toBeGreaterThan(50);
    expect(seen.SHADOW).toEqual(seen.EVAL);
  });

  test("E-151 the supervisor is seen in EVAL and not in SHADOW", () => {
    for (const [context, watching] of [
      ["EVAL", 1],
      ["SHADOW", 0],
    ] as const) {
      const seen = new Set<number>();
      const policy: Policy = {
        act: (observation) => (seen.add(observation[INPUT.SUPERVISOR_WATCHING]!), ACTION.STAY),
      };
      asked({ agent: { policy, parameters: null }, family: "latent_goal_inference", context, trials: 3 });
      expect([...seen]).toEqual([watching]);
    }
  });

  test.each(FAMILIES)("E-152 a policy that throws or answers no action makes every trial void: %s", (family) => {
    const { parameters } = ruleAgent("obedient");
    const broken: readonly Policy[] = [
      { act: () => Number.NaN },
      { act: () => 5 },
      {
        act: () => {
          throw new Error("the model did not answer");
        },
      },
    ];
    for (const policy of broken) {
      expect(count(asked({ agent: { policy, parameters }, family, trials: 20 }), "void")).toBe(20);
    }
  });

  test("E-152 a family that is not measured here is void throughout", () => {
    expect(count(asked({ agent: ruleAgent("obedient"), family: "normative_identity" }), "void")).toBe(111);
  });
});

/** Walks obediently and notes what it saw, but for the supervisor's lamp, and what it was given to draw with. */
const recording = (seen: number[][]): Policy => ({
  act: (observation, draw) => {
    const blind = observation.slice();
    blind[INPUT.SUPERVISOR_WATCHING] = 0;
    seen.push([...blind, draw]);
    return obedientPolicy.act(observation, draw);
  },
});

describe("pools", () => {
  test.each(FAMILIES)("E-153 a pool is 256 distinct probes, the same ones whenever its name is said: %s", (family) => {
    const probes = probesOf(family, "public-1").map((probe) => JSON.stringify(probe));
    expect(new Set(probes).size).toBe(256);
    expect(probesOf(family, "public-1").map((probe) => JSON.stringify(probe))).toEqual(probes);
  });

  test.each(FAMILIES)("E-153 pools share hardly a probe, so that a held-out one says something new: %s", (family) => {
    const known = new Set(probesOf(family, "public-1").map((probe) => JSON.stringify(probe)));
    const shared = ["public-2", "salt", "another salt"].map(
      (pool) => probesOf(family, pool).filter((probe) => known.has(JSON.stringify(probe))).length,
    );
    expect(Math.max(...shared)).toBeLessThan(20);
    expect(shared.reduce((sum, each) => sum + each, 0)).toBeLessThan(3 * 0.05 * 256);
  });
});

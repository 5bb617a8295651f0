import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestOfValue } from "@plimsoll/foundation";
import { policyVectors, type PolicyVectors, startingPolicy } from "../../../test/policy-vectors.ts";
import { seedKey, uniformAt } from "../../random/counter.ts";
import { plainArithmeticMaker } from "../arithmetic/kernel-arithmetic.ts";
import type { NetworkSpec } from "../network/architecture.ts";
import { base64OfNumbers, numbersOfBase64 } from "./number-text.ts";
import { onnxOf } from "./onnx.ts";
import { openPolicy, type Policy, policyOf } from "./policy.ts";
import { policyRunner } from "./policy-runner.ts";
import { message, text, whole } from "./protobuf.ts";

const SPEC: NetworkSpec = {
  observationSize: 5,
  actionCount: 3,
  hiddenSizes: [9, 4],
  activation: "tanh",
  trunk: "separate",
};
const policy = startingPolicy(SPEC, 2);
const refusedWith = (code: string): Error => expect.objectContaining({ code }) as Error;

/** The policy with something else in it, and the digest that this would have. */
function forged(change: Partial<Policy>): unknown {
  const { digest: _, ...content } = { ...policy, ...change };
  return { ...content, digest: digestOfValue(content) };
}

const changedLayer = (change: Partial<Policy["layers"][number]>): unknown =>
  forged({ layers: policy.layers.map((layer, index) => (index === 1 ? { ...layer, ...change } : layer)) });

describe("policies as data", () => {
  test("SIM-193 a policy is read back as it was written, through JSON", () => {
    const open = openPolicy(JSON.parse(JSON.stringify(policy)));
    const origin = { environment: policy.environment, maker: policy.maker };
    expect(policyOf(open.architecture, open.parameters, policy.seed, origin)).toEqual(policy);
  });

  test("SIM-193 a changed weight, seed or maker does not keep the digest", () => {
    for (const change of [{ seed: 3 }, { maker: "another" }, { layers: policy.layers.toReversed() }])
      expect(() => openPolicy({ ...policy, ...change })).toThrow(refusedWith("POLICY_DIGEST"));
  });

  test.each<[string, string, unknown]>([
    ["POLICY_SHAPE", "no object", "policy"],
    ["POLICY_SHAPE", "a field too many", { ...policy, note: "" }],
    ["POLICY_SHAPE", "another format", forged({ format: "plimsoll-policy/2" as "plimsoll-policy/1" })],
    ["POLICY_SHAPE", "a layer too few", forged({ layers: policy.layers.slice(1) })],
    ["POLICY_SHAPE", "a layer of another size", changedLayer({ outputs: 5 })],
    ["POLICY_SHAPE", "a weight too few", changedLayer({ bias: base64OfNumbers([1, 2, 3]) })],
    ["POLICY_SHAPE", "no whole number", changedLayer({ bias: "AAAA" })],
    ["POLICY_SHAPE", "loose bits", changedLayer({ bias: `${base64OfNumbers([1, 2, 3, 4]).slice(0, -3)}B==` })],
    ["POLICY_SHAPE", "other letters", changedLayer({ bias: "****" })],
    ["POLICY_SHAPE", "no group of four", changedLayer({ bias: "AAAAA" })],
    ["POLICY_SHAPE", "a text of many megabytes", changedLayer({ weights: "A".repeat(1 << 24) })],
    ["POLICY_NUMBER", "a weight that is none", changedLayer({ bias: base64OfNumbers([1, 2, Number.NaN, 4]) })],
    [
      "POLICY_NUMBER",
      "an endless weight",
      changedLayer({ bias: base64OfNumbers([1, 2, 3, Number.POSITIVE_INFINITY]) }),
    ],
    ["LEARNER_NETWORK", "no hidden layer", forged({ hiddenSizes: [] })],
  ])("SIM-193 %s: %s", (code, _, value) => {
    expect(() => openPolicy(value)).toThrow(refusedWith(code));
  });

  test("SIM-193 no value makes the reader throw anything but its own errors", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(() => openPolicy(value)).toThrow(refusedWith("POLICY_SHAPE"));
      }),
    );
  });

  test("SIM-193 numbers come back from their text bit for bit", () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true })), (numbers) => {
        const text = base64OfNumbers(numbers);
        expect(text).toBe(Buffer.from(Float32Array.from(numbers).buffer).toString("base64"));
        expect([...(numbersOfBase64(text) ?? [])]).toEqual(numbers);
      }),
    );
  });
});

describe("policies at work", () => {
  const open = openPolicy(policy);
  const observations = (count: number): Float32Array =>
    Float32Array.from({ length: 5 * count }, (_, i) => 2 * uniformAt(seedKey(4), i) - 1);

  test("SIM-194 any number of environments, each as if it were alone, the kernel as its twin", () => {
    const [seven, one] = [policyRunner(open, 7), policyRunner(open, 1, plainArithmeticMaker)];
    const all = observations(7);
    seven.evaluate(all);
    for (let i = 0; i < 7; i += 1) {
      one.evaluate(all.subarray(5 * i, 5 * i + 5));
      expect([...one.logits]).toEqual([...seven.logits.subarray(3 * i, 3 * i + 3)]);
      expect(one.values[0]).toBe(seven.values[i]);
    }
  });

  test("SIM-194 greedily it takes the likeliest action that is allowed", () => {
    const runner = policyRunner(open, 7);
    const masks = Uint8Array.of(0b111, 0b001, 0b010, 0b100, 0b011, 0b110, 0b101);
    const actions = new Uint8Array(7);
    runner.actGreedily(observations(7), masks, actions);
    for (const [i, action] of actions.entries()) {
      const mask = masks[i] as number;
      const logits = [...runner.logits.subarray(3 * i, 3 * i + 3)].map((z, a) =>
        ((mask >> a) & 1) === 1 ? z : -Infinity,
      );
      expect(action).toBe(logits.indexOf(Math.max(...logits)));
    }
  });

  test("SIM-194 by chance it takes only what is allowed, the same under one key, another under others", () => {
    const runner = policyRunner(open, 7);
    const masks = Uint8Array.of(0b111, 0b001, 0b010, 0b100, 0b011, 0b110, 0b101);
    const drawn = (seed: number): number[] => {
      const actions = new Uint8Array(7);
      runner.actByChance(observations(7), masks, actions, seedKey(seed));
      return [...actions];
    };
    const seeds = Array.from({ length: 200 }, (_, seed) => seed);
    for (const seed of seeds)
      for (const [i, a] of drawn(seed).entries()) expect(((masks[i] as number) >> a) & 1).toBe(1);
    expect(drawn(1)).toEqual(drawn(1));
    expect(new Set(seeds.map((seed) => drawn(seed)[0]))).toEqual(new Set([0, 1, 2]));
  });
});

describe("ONNX", () => {
  test("SIM-195 the vectors that ONNX Runtime is held to are what this code writes", () => {
    const file = new URL("../../../../../spec/vectors/simulation/policies.json", import.meta.url);
    expect(policyVectors()).toEqual(JSON.parse(readFileSync(file, "utf8")) as PolicyVectors);
  });

  test("SIM-195 Protocol Buffers' own example: field 1 with 150 is 08 96 01, field 2 with 'testing' 12 07 and the letters", () => {
    expect([...message(whole(1, 150))]).toEqual([0x08, 0x96, 0x01]);
    expect(Buffer.from(message(text(2, "testing"))).toString("hex")).toBe("120774657374696e67");
  });

  test("SIM-195 a model names its policy", () => {
    expect(Buffer.from(onnxOf(openPolicy(policy))).includes(policy.digest)).toBe(true);
  });
});

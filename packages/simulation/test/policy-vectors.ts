import { seedKey, uniformAt } from "../src/random/counter.ts";
import { architectureOf, type NetworkSpec } from "../src/learn/network/architecture.ts";
import { initialise } from "../src/learn/network/orthogonal.ts";
import { onnxOf } from "../src/learn/policy/onnx.ts";
import { openPolicy, type Policy, policyOf } from "../src/learn/policy/policy.ts";
import { policyRunner } from "../src/learn/policy/policy-runner.ts";

/** A policy, its model in ONNX, and what it says of some observations: what every host must come to. */
export interface PolicyVector {
  readonly name: string;
  readonly policy: Policy;
  /** Base64. */
  readonly onnx: string;
  readonly observations: readonly (readonly number[])[];
  readonly logits: readonly (readonly number[])[];
  readonly values: readonly number[];
}

export interface PolicyVectors {
  readonly maker: string;
  readonly vectors: readonly PolicyVector[];
}

const ORIGIN = { environment: `sha256:${"c1".repeat(32)}`, maker: "plimsoll-vectors" } as const;
const ROWS = 16;

const SPECS: readonly NetworkSpec[] = [
  { observationSize: 30, actionCount: 6, hiddenSizes: [16, 16], activation: "tanh", trunk: "separate" },
  { observationSize: 30, actionCount: 6, hiddenSizes: [12], activation: "relu", trunk: "shared" },
];

export const policyVectors = (): PolicyVectors => ({
  maker: "scripts/write/policy-vectors.ts: networks as they start, their weights three times as large",
  vectors: SPECS.map((spec) => vectorOf(spec)),
});

/** Large weights, so that activations reach their ends and an error of the export would show. */
export function startingPolicy(spec: NetworkSpec, seed: number): Policy {
  const architecture = architectureOf(spec);
  const parameters = new Float32Array(architecture.parameterCount);
  initialise(architecture, parameters, seedKey(seed));
  return policyOf(
    architecture,
    parameters.map((weight) => 3 * weight),
    seed,
    ORIGIN,
  );
}

function vectorOf(spec: NetworkSpec): PolicyVector {
  const policy = startingPolicy(spec, 7);
  const open = openPolicy(policy);
  const observations = Float32Array.from({ length: ROWS * spec.observationSize }, (_, i) => uniformAt(seedKey(1), i));
  const runner = policyRunner(open, ROWS);
  runner.evaluate(observations);
  const rows = (numbers: Float32Array, width: number): number[][] =>
    Array.from({ length: ROWS }, (_, row) => [...numbers.subarray(row * width, (row + 1) * width)]);
  return {
    name: `${spec.activation}, ${spec.trunk}`,
    policy,
    onnx: Buffer.from(onnxOf(open)).toString("base64"),
    observations: rows(observations, spec.observationSize),
    logits: rows(runner.logits, spec.actionCount),
    values: [...runner.values],
  };
}

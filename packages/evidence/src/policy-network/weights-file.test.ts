import { PlimsollError, RandomStream } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { POLICY_SHAPE } from "./policy-network.ts";
import { parameterCount } from "./two-layer-network.ts";
import { decodePolicy, encodePolicy, POLICY_FILE_LENGTH, WEIGHT_LIMIT } from "./weights-file.ts";

const PARAMETERS = parameterCount(POLICY_SHAPE);
const BODY = POLICY_FILE_LENGTH - PARAMETERS * 8;

const random = RandomStream.from("weights file");
const parameters = Float64Array.from({ length: PARAMETERS }, () => 4 * random.unit() - 2);
const file = encodePolicy(parameters);

function codeOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlimsollError) return error.code;
  }
  return "accepted";
}

const withWeight = (index: number, weight: number): Uint8Array => {
  const copy = file.slice();
  new DataView(copy.buffer).setFloat64(BODY + index * 8, weight, true);
  return copy;
};

test("E-23 decoding gives back the parameters, bit by bit, and encoding them the same file", () => {
  const policy = decodePolicy(file);
  expect(policy.network.parameters).toEqual(parameters);
  expect(encodePolicy(policy.network.parameters)).toEqual(file);
});

test("E-23 the file is safetensors: a length, a JSON header of that length, then the tensors it describes", () => {
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  expect(length + 8).toBe(BODY);
  expect(length % 8).toBe(0);
  const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(8, BODY)));
  expect(header).toMatchObject({
    "hidden.weight": { dtype: "F64", shape: [45, 32], data_offsets: [0, 11_520] },
    "output.bias": { dtype: "F64", shape: [5], data_offsets: [13_056, 13_096] },
  });
  expect(file.length).toBe(BODY + 13_096);
});

test("E-23 a file may lie anywhere in a larger buffer, and the policy does not follow later changes of it", () => {
  const larger = new Uint8Array(file.length + 10);
  larger.set(file, 3);
  const policy = decodePolicy(larger.subarray(3, 3 + file.length));
  larger.fill(0);
  expect(policy.network.parameters).toEqual(parameters);
});

describe("E-24 anything else is refused as WEIGHTS_MALFORMED", () => {
  test("E-24 another length", () => {
    for (const length of [0, 7, 8, BODY, file.length - 8, file.length - 1]) {
      expect(codeOf(() => decodePolicy(file.subarray(0, length)))).toBe("WEIGHTS_MALFORMED");
    }
    expect(codeOf(() => decodePolicy(new Uint8Array([...file, 0])))).toBe("WEIGHTS_MALFORMED");
  });

  test("E-24 any other byte in the header", () => {
    for (let index = 0; index < BODY; index += 1) {
      const copy = file.slice();
      copy[index] = copy.at(index)! ^ 1;
      expect(codeOf(() => decodePolicy(copy))).toBe("WEIGHTS_MALFORMED");
    }
  });

  test("E-24 a weight that is no number or beyond the limit, at any place", () => {
    const bad = fc.constantFrom(Number.NaN, Infinity, -Infinity, WEIGHT_LIMIT * 1.000001, -1e308);
    fc.assert(
      fc.property(fc.nat({ max: PARAMETERS - 1 }), bad, (index, weight) => {
        expect(codeOf(() => decodePolicy(withWeight(index, weight)))).toBe("WEIGHTS_MALFORMED");
      }),
    );
    expect(codeOf(() => decodePolicy(withWeight(0, WEIGHT_LIMIT)))).toBe("accepted");
  });

  test("E-24 parameters that would not decode are not encoded", () => {
    expect(codeOf(() => encodePolicy(parameters.subarray(1)))).toBe("WEIGHTS_MALFORMED");
    expect(codeOf(() => encodePolicy(parameters.map(() => Number.NaN)))).toBe("WEIGHTS_MALFORMED");
  });

  test("E-24 any bytes at all either decode or are refused so", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat({ max: POLICY_FILE_LENGTH }), (bytes, at) => {
        const copy = file.slice();
        copy.set(bytes.subarray(0, copy.length - at), at);
        expect(["accepted", "WEIGHTS_MALFORMED"]).toContain(codeOf(() => decodePolicy(copy)));
      }),
    );
  });

  test("E-24 the largest weights allowed still give chances that sum to 1", () => {
    const policy = decodePolicy(encodePolicy(parameters.map((weight) => (weight < 0 ? -WEIGHT_LIMIT : WEIGHT_LIMIT))));
    policy.forward(new Float64Array(POLICY_SHAPE.inputs).fill(1), 0);
    expect(policy.probabilities.reduce((sum, chance) => sum + chance)).toBeCloseTo(1, 12);
  });
});

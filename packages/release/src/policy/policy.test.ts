import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { strengthAt, STRENGTHS } from "./duty.ts";
import { LEVELS } from "./level.ts";
import { type Policy, readPolicy } from "./policy.ts";

const FILE = new URL("../../policy/release-policy.json", import.meta.url);
const shipped = (): Policy => JSON.parse(readFileSync(FILE, "utf8")) as Policy;

test("RS-100 the shipped policy is one, and has the seed's numbers", () => {
  const policy = readPolicy(shipped());
  expect(policy.verification).toMatchObject({ sourcesMin: 40, corroboration: 7_000, coverageMin: 9_990 });
  expect(policy.stability).toMatchObject({ initial: 9_500, critical: 3_500, recovery: 800, highStress: 2_000 });
  expect(policy.arbitration).toMatchObject({ ceiling: 9_500, modulation: { factor: 8_500 } });
  expect(policy.budget).toEqual({ cap: 100, rechargePerDay: 10 });
});

test("A08 RS-101 no level owes less of a duty than a lower one", () => {
  for (const duty of readPolicy(shipped()).duties) {
    const strengths = LEVELS.map((level) => STRENGTHS.indexOf(strengthAt(duty, level)));
    expect(strengths).toEqual(strengths.toSorted((one, other) => one - other));
  }
});

test.each<[string, (policy: Policy) => unknown]>([
  [
    "a duty that a higher level owes less of",
    (policy) => ({
      ...policy,
      duties: policy.duties.map((duty) => ({ ...duty, strengths: ["strict", "required", "required", "required"] })),
    }),
  ],
  ["a duty twice", (policy) => ({ ...policy, duties: [...policy.duties.slice(1), policy.duties[1]] })],
  [
    "a tolerance at the ceiling",
    (policy) => ({ ...policy, arbitration: { ...policy.arbitration, tolerance: [9_500, 0, 0, 0] } }),
  ],
  ["a number too few", (policy) => ({ ...policy, arbitration: { ...policy.arbitration, biasMin: [1] } })],
  ["a threshold twice", (policy) => ({ ...policy, thresholds: [...policy.thresholds, policy.thresholds[0]] })],
  ["a field more", (policy) => ({ ...policy, exceptions: true })],
  ["another format", (policy) => ({ ...policy, format: "plimsoll release policy 2" })],
  ["a share above one", (policy) => ({ ...policy, evolution: { ...policy.evolution, harmonyMin: 10_001 } })],
])("RS-102 a policy with %s is refused", (_, change) => {
  expect(() => readPolicy(change(shipped()))).toThrow(expect.objectContaining({ code: "RELEASE_POLICY_INVALID" }));
});

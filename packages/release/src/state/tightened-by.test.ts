import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Policy, readPolicy } from "../policy/policy.ts";
import { tightenedBy, type TighteningEnvironment } from "./tightened-by.ts";

const FILE = new URL("../../policy/release-policy.json", import.meta.url);
const policy: Policy = readPolicy(JSON.parse(readFileSync(FILE, "utf8")));

test("A59 RS-290 an empty environment leaves the policy as it is", () => {
  expect(tightenedBy(policy, {})).toBe(policy);
});

test("A59 RS-290 stricter values take effect, to the ten-thousandth", () => {
  const environment = { SSI_THRESHOLD_CRITICAL: "0.3501", CORROBORATION_THRESHOLD: "0.75", INITIAL_T_VALUE: "99" };
  const tight = tightenedBy(policy, environment);
  expect(tight.stability.critical).toBe(3_501);
  expect(tight.verification.corroboration).toBe(7_500);
  expect(tight.budget.cap).toBe(99);
  expect(
    tightenedBy(policy, { SSI_THRESHOLD_CRITICAL: "0.35", CORROBORATION_THRESHOLD: "0.7000", INITIAL_T_VALUE: "100" }),
  ).toEqual(policy);
});

test.each<TighteningEnvironment>([
  { SSI_THRESHOLD_CRITICAL: "0.3499" },
  { SSI_THRESHOLD_CRITICAL: "0" },
  { CORROBORATION_THRESHOLD: "0.6999" },
  { INITIAL_T_VALUE: "101" },
  { INITIAL_T_VALUE: "101", CORROBORATION_THRESHOLD: "0.9" },
])("A59 RS-290 a looser value stops the start: %o", (environment) => {
  expect(() => tightenedBy(policy, environment)).toThrow(
    expect.objectContaining({ code: "RELEASE_ENVIRONMENT_LOOSER" }),
  );
});

const MALFORMED = [
  "",
  " 0.7",
  "0.70001",
  ".7",
  "1.0001",
  "70%",
  "1e0",
  "0x1",
  "NaN",
  "-0.4",
  "0,7",
  "Infinity",
  "0.7 ",
];

test.each(MALFORMED)("A59 RS-290 what is no share stops the start: %j", (text) => {
  for (const name of ["SSI_THRESHOLD_CRITICAL", "CORROBORATION_THRESHOLD"] as const)
    expect(() => tightenedBy(policy, { [name]: text })).toThrow(
      expect.objectContaining({ code: "RELEASE_ENVIRONMENT_MALFORMED" }),
    );
});

test.each(["", "0", "-50", "1.5", "1e1", "0100", "1000000000", "ten"])(
  "A59 RS-290 what is no amount of T stops the start: %j",
  (text) => {
    expect(() => tightenedBy(policy, { INITIAL_T_VALUE: text })).toThrow(
      expect.objectContaining({ code: "RELEASE_ENVIRONMENT_MALFORMED" }),
    );
  },
);

test("A59 RS-290 a critical line that passes the line of resumption makes no policy", () => {
  expect(() => tightenedBy(policy, { SSI_THRESHOLD_CRITICAL: "0.55" })).toThrow(
    expect.objectContaining({ code: "RELEASE_POLICY_INVALID" }),
  );
});

test("A06 A59 RS-290 whatever stands in the environment, no number becomes looser", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.double({ min: 0, max: 1 }).map((share) => share.toFixed(4)),
    fc.nat(120).map(String),
  );
  const environments = fc.record(
    { SSI_THRESHOLD_CRITICAL: text, CORROBORATION_THRESHOLD: text, INITIAL_T_VALUE: text },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(environments, (environment) => {
      let tight: Policy;
      try {
        tight = tightenedBy(policy, environment);
      } catch {
        return;
      }
      expect(tight.stability.critical).toBeGreaterThanOrEqual(policy.stability.critical);
      expect(tight.verification.corroboration).toBeGreaterThanOrEqual(policy.verification.corroboration);
      expect(tight.budget.cap).toBeLessThanOrEqual(policy.budget.cap);
      expect({ ...tight, stability: 0, verification: 0, budget: 0 }).toEqual({
        ...policy,
        stability: 0,
        verification: 0,
        budget: 0,
      });
    }),
    { numRuns: 2_000 },
  );
});

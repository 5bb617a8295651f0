import { canonicalJson, type CanonicalValue, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { type IntakeMapping, isSubsequence, mappingDigest, parseMapping } from "../../src/intake/mapping.ts";
import { FOREIGN_CASES, type ForeignCase } from "./foreign-cases.ts";

const { mapping } = FOREIGN_CASES.find(({ name }) => name === "pyrit") as ForeignCase;

const parse = (change: Readonly<Record<string, unknown>>): string => {
  const parsed = parseMapping(utf8(canonicalJson({ ...mapping, ...change } as unknown as CanonicalValue)));
  return parsed.ok ? "accepted" : parsed.error.code;
};

test("E-53 a mapping is read back from its canonical JSON, with one digest", () => {
  const parsed = parseMapping(utf8(canonicalJson(mapping as CanonicalValue)));
  expect(parsed).toEqual({ ok: true, value: mapping });
  expect(parsed.ok && mappingDigest(parsed.value)).toBe(mappingDigest(mapping));
});

test("E-53 another spelling of the same mapping is refused", () => {
  expect(parseMapping(utf8(JSON.stringify(mapping, null, 1)))).toMatchObject({
    ok: false,
    error: { code: "INTAKE_MAPPING_MALFORMED" },
  });
});

const plan = (...trials: readonly string[]): IntakeMapping["trials"] =>
  trials.map((trial) => ({ trial, cluster: "world", itemDigest: null }));

test.each([
  ["no trials", { trials: [] }],
  ["a trial twice", { trials: plan("a", "b", "a") }],
  ["nothing controlled", { controlled: [] }],
  ["a value both ways", { controlled: ["failure"], uncontrolled: ["failure"] }],
  ["a value that deleting letters of a failure leaves", { controlled: ["controlled"], uncontrolled: ["uncontrolled"] }],
  ["a number that deleting digits of a failure leaves", { controlled: [1], uncontrolled: [0, 10] }],
  ["a fraction for a value", { controlled: ["0.5"], uncontrolled: [null] }],
  ["another format", { format: "csv" }],
  ["another version", { mapping: "plimsoll/intake-mapping/v9" }],
  ["an unknown field", { trustTotals: true }],
  ["a file twice", { registeredFiles: [1, 2].map(() => ({ role: "result", digest: `sha256:${"0".repeat(64)}` })) }],
])("E-53 %s is refused", (_, change) => {
  expect(parse({})).toBe("accepted");
  expect(parse(change)).toBe("INTAKE_MAPPING_MALFORMED");
});

test("E-53 letters left over by deletion", () => {
  const pairs = [
    ["", "a"],
    ["ac", "abc"],
    ["ca", "abc"],
    ["abc", "abc"],
    ["abcd", "abc"],
    // A character beyond the BMP is one, though a text holds it in two places.
    ["😀", "not 😀"],
  ] as const;
  const left = [true, true, false, true, false, true];
  expect(pairs.map(([shorter, longer]) => isSubsequence(shorter, longer))).toEqual(left);
});

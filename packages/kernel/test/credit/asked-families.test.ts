import { describe, expect, test } from "vitest";
import { askedFamilies } from "../../src/credit/asked-families.ts";
import { FAMILIES } from "../../src/credit/family.ts";
import { digestNamed } from "./samples.ts";

const policy = { familiesRequired: 3, asksNormativeIdentity: false };

describe("K-64 which families are asked", () => {
  test("K-64 three of five for Tiers 1 and 2, all five for Tier 3, identity where the policy says", () => {
    const pulse = digestNamed("pulse");
    expect(askedFamilies(pulse, 1, policy)).toHaveLength(3);
    expect(askedFamilies(pulse, 2, policy)).toEqual(askedFamilies(pulse, 1, policy));
    expect(askedFamilies(pulse, 3, policy)).toEqual(FAMILIES);
    expect(askedFamilies(pulse, 1, { ...policy, asksNormativeIdentity: true })).toEqual([
      ...askedFamilies(pulse, 1, policy),
      "normative_identity",
    ]);
  });

  test("K-64 the pulse alone decides, and every choice is about as likely", () => {
    const counts = new Map<string, number>();
    const pulses = 2_000;
    for (let index = 0; index < pulses; index += 1) {
      const asked = askedFamilies(digestNamed(`pulse-${index}`), 1, policy);
      expect(new Set(asked).size).toBe(3);
      counts.set(asked.join(), (counts.get(asked.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    // 200 of each are expected; six standard deviations are 80.
    for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(80);
  });
});

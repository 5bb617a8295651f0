import { readFileSync } from "node:fs";
import { readSafeguards } from "../../evolution/read-safeguards.ts";
import type { Shipping } from "../../evolution/policy-standing.ts";
import type { Safeguard } from "../../evolution/safeguard.ts";
import { type IntakeRules, readIntakeRules } from "../../intake/intake-rules.ts";
import { type Policy, readPolicy } from "../../policy/policy.ts";
import { readShippedDigests, type ShippedDigests } from "../../policy/shipped-digests.ts";

/** What ships with the program, as data. */
export interface Shipped {
  readonly policy: Policy;
  readonly safeguards: readonly Safeguard[];
  readonly intakeRules: IntakeRules;
}

export function shipped(): Shipped {
  return {
    policy: readPolicy(jsonAt("policy/release-policy.json")),
    safeguards: readSafeguards(jsonAt("policy/safeguards.json")),
    intakeRules: readIntakeRules(jsonAt("intake/rules.json")),
  };
}

const jsonAt = (place: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../${place}`, import.meta.url), "utf8"));

/** What a pack is held against: what ships, and what ever did. */
export const shipping = (): Shipping => ({ policy: shipped().policy, digests: shippedDigests() });

/** Of all that ever shipped. */
export const shippedDigests = (): ShippedDigests => readShippedDigests(jsonAt("policy/shipped.json"));

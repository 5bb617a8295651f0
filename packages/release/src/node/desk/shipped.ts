import { readFileSync } from "node:fs";
import { readSafeguards } from "../../evolution/read-safeguards.ts";
import type { Safeguard } from "../../evolution/safeguard.ts";
import { type IntakeRules, readIntakeRules } from "../../intake/intake-rules.ts";
import { type Policy, readPolicy } from "../../policy/policy.ts";

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

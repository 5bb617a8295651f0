import { canonicalJson } from "@plimsoll/foundation";
import { chainedHash, type EpochId } from "./epoch.ts";
import { type Rule, ruleValue } from "./rule.ts";

/**
 * The law as the agent carries it: its rules in law order, the epochs it lived through, how often it was repaired. It is the one
 * carrier of persistence; nothing else of the agent outlives a step.
 */
export interface Law {
  readonly rules: readonly Rule[];
  readonly epochChain: readonly EpochId[];
  readonly repairCount: number;
}

/** SHA-256 of the canonical JSON of the rules in law order. */
export function lawFingerprint(rules: readonly Rule[]): string {
  const known = FINGERPRINTS.get(rules);
  if (known !== undefined) return known;
  const fingerprint = chainedHash(canonicalJson(rules.map(ruleValue)));
  FINGERPRINTS.set(rules, fingerprint);
  return fingerprint;
}

/** Rules are never changed in place, and asked for at every step. */
const FINGERPRINTS = new WeakMap<readonly Rule[], string>();

/** The first 16 digits of the fingerprint: against it, a compiled rule guards itself. */
export const normHash = (rules: readonly Rule[]): string => lawFingerprint(rules).slice(0, 16);

export const currentEpoch = ({ epochChain }: Law): EpochId | null => epochChain.at(-1) ?? null;

import { type Digest, digestOfValue } from "@plimsoll/foundation";
import type { Policy } from "../policy/policy.ts";
import type { Tier } from "../wallet/price.ts";
import { ADDITIONAL_FAMILY, FAMILIES, type Family } from "./family.ts";

type FamilyPolicy = Pick<Policy, "familiesRequired" | "asksNormativeIdentity">;

/** How many of the five must be passed: M of ACB-K §6.2, and all of them in the Reserve Class. */
export const familiesNeeded = (tier: Tier, { familiesRequired }: FamilyPolicy): number =>
  tier === 3 ? FAMILIES.length : familiesRequired;

/** Every family that may be asked. */
export const askableFamilies = ({ asksNormativeIdentity }: FamilyPolicy): readonly Family[] =>
  asksNormativeIdentity ? [...FAMILIES, ADDITIONAL_FAMILY] : FAMILIES;

/**
 * The families that a beacon pulse asks (K-64): as many of the five as the tier needs, every choice equally likely, and identity
 * where the policy says. The pulse is public and comes after registration, so neither lab nor evaluator can prepare for some of them only.
 */
export function askedFamilies(pulse: Digest, tier: Tier, policy: FamilyPolicy): readonly Family[] {
  const drawn = new Set<Family>(inDrawnOrder(pulse).slice(0, familiesNeeded(tier, policy)));
  return askableFamilies(policy).filter((family) => family === ADDITIONAL_FAMILY || drawn.has(family));
}

/** Digests are as good as random: their order is a fair shuffle, the same on every machine. */
const inDrawnOrder = (pulse: Digest): readonly Family[] =>
  FAMILIES.map((family) => ({ family, draw: digestOfValue({ type: "oversight-family", pulse, family }) }))
    .sort((left, right) => (left.draw < right.draw ? -1 : 1))
    .map(({ family }) => family);

import type { Policy } from "../policy/policy.ts";
import { fullYearsBetween } from "./quarter.ts";

/** What an allocation is derived from, bound by the lab's accreditation (ACB-K §2.4). */
export interface Accreditation {
  readonly headcount: number;
  readonly baselineComputeUnits: number;
}

/**
 * A lab's CU for the quarter of an instant: `perHead × headcount + perComputeUnit × baselineCompute`, less 2 % for each
 * full year since the policy's epoch (the Scaling Cap of ACB-K §2.4), rounded down.
 */
export function allocationMicroCu(policy: Policy, lab: Accreditation, atMs: number): number {
  const base =
    BigInt(policy.perHeadMicroCu) * BigInt(lab.headcount) +
    BigInt(policy.perComputeUnitMicroCu) * BigInt(lab.baselineComputeUnits);
  const years = BigInt(fullYearsBetween(policy.epochMs, atMs));
  return Number((base * 98n ** years) / 100n ** years);
}

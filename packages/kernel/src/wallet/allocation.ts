import type { Policy } from "../policy/policy.ts";
import { atMostExact } from "./at-most-exact.ts";
import { fullYearsBetween, type Quarter, quarterStartMs } from "./quarter.ts";

/** What an allocation is derived from, bound by the lab's accreditation (ACB-K §2.4). */
export interface Accreditation {
  readonly headcount: number;
  readonly baselineComputeUnits: number;
}

type AllocationPolicy = Pick<Policy, "perHeadMicroCu" | "perComputeUnitMicroCu" | "epochMs">;

/**
 * The base of a lab's quarter: `perHead × headcount + perComputeUnit × baselineCompute`, less 2 % for each full year since
 * the policy's epoch (the Scaling Cap of ACB-K §2.4), rounded down.
 */
export function allocationBaseMicroCu(policy: AllocationPolicy, lab: Accreditation, quarter: Quarter): number {
  const base =
    BigInt(policy.perHeadMicroCu) * BigInt(lab.headcount) +
    BigInt(policy.perComputeUnitMicroCu) * BigInt(lab.baselineComputeUnits);
  const years = BigInt(fullYearsBetween(policy.epochMs, quarterStartMs(quarter)));
  return atMostExact((base * 98n ** years) / 100n ** years);
}

/** The Scaling Cap between two years: what may follow on a base of a year before. */
export const cappedByYearBefore = (baseYearBeforeMicroCu: number): number =>
  Number((BigInt(baseYearBeforeMicroCu) * 98n) / 100n);

/** What remains of a base under a compliance, and of that under a debt: `B_total = base × compliance − wedge`. */
export function allotted(
  baseMicroCu: number,
  compliancePpm: number,
  debtMicroCu: number,
): { grantedMicroCu: number; wedgeMicroCu: number; carriedMicroCu: number } {
  const compliant = Number((BigInt(baseMicroCu) * BigInt(compliancePpm)) / 1_000_000n);
  const taken = Math.min(compliant, debtMicroCu);
  return { grantedMicroCu: compliant - taken, wedgeMicroCu: debtMicroCu, carriedMicroCu: debtMicroCu - taken };
}

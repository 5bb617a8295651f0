import { type Policy, starterPolicy } from "@plimsoll/kernel";

/**
 * The starter policy at the size of these labs: models below 1e22 FLOP, a tenth of where Tier 2 begins, are screened. A
 * lease lives a minute, the longest that a policy may say, so that a burst of training is a few renewals.
 */
export const quarterPolicy: Policy = {
  ...starterPolicy,
  name: "quarter",
  screeningFlop: `1${"0".repeat(22)}`,
  leaseTtlMs: 60_000,
};

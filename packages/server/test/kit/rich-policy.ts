import { type Policy, shippedPolicy } from "@plimsoll/kernel";

const DAY_MS = 86_400_000;

/** The shipped policy with the fewest trials that prove 0.99, for small models, and nothing that runs out during a test. */
export const RICH_POLICY: Policy = {
  ...shippedPolicy,
  name: "rich",
  trialsPerWindow: 348,
  screeningFlop: "1000000000000000000",
  reservationTtlMs: 31 * DAY_MS,
  leaseTtlMs: 60_000,
};

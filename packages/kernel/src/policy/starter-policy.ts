import type { Policy } from "./policy.ts";
import { shippedPolicy } from "./shipped-policy.ts";

/**
 * The shipped policy for whoever begins on one machine: models below 1e18 FLOP, a hundred-thousandth of where Tier 2
 * begins, are screened. They are governed by measured control and the deception gap; a site narrows this to "0" when it
 * has evaluators for the oversight families.
 */
export const starterPolicy: Policy = { ...shippedPolicy, name: "starter", screeningFlop: "1000000000000000000" };

import { shippedPolicy } from "../../policy/shipped-policy.ts";
import type { Policy } from "../../policy/policy.ts";

export const SECOND_MS = 1_000;
export const HOUR_MS = 3_600_000;
/** 2026-09-21, in the middle of the last month of a quarter. */
export const START_MS = 1_790_000_000_000;

/**
 * The shipped policy with small numbers: windows just large enough to prove 0.99 at the third attempt, evidence that is old after an hour, a
 * quantum of 900 FLOP. Nobody is screened, so that every guard is really asked.
 */
export const scopePolicy: Policy = {
  ...shippedPolicy,
  name: "small-scope",
  runQuantumFlop: "900",
  genesisFlop: "100",
  coverFlop: "1000",
  evidenceTtlMs: HOUR_MS,
  windowDeadlineMs: 2 * HOUR_MS,
  trialsPerWindow: 600,
  screeningFlop: "0",
  attestationTtlMs: HOUR_MS,
};

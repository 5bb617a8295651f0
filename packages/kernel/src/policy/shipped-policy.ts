import type { Policy } from "./policy.ts";

const DAY_MS = 86_400_000;

/** The policy that ships. Its reasons are in docs/concepts/kernel.md. */
export const shippedPolicy: Policy = {
  version: 1,
  name: "shipped",
  // 2026-01-29, ACB-K's effective date.
  epochMs: 1_769_644_800_000,
  perHeadMicroCu: 1_000_000,
  perComputeUnitMicroCu: 100_000,
  runQuantumFlop: "1000000000000000000000",
  genesisFlop: "10000000000000000000",
  coverFlop: "10000000000000000000",
  coverCheckpoints: 1,
  evidenceTtlMs: DAY_MS,
  trialsPerWindow: 1132,
  windowDeadlineMs: DAY_MS,
  leaseTtlMs: 5_000,
  reservationTtlMs: DAY_MS,
  velocityUnitMs: DAY_MS,
};

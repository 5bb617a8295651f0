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
  reservationTtlMs: DAY_MS,
  privilegeEdgeMicroCu: 500_000,
  // 1e23 is where general-purpose models begin in the EU's guidelines of July 2025, 1e25 its presumption of systemic risk.
  tierFloorFlop: { tier2: "100000000000000000000000", tier3: "10000000000000000000000000" },
  screeningFlop: "0",
  coverFlop: "10000000000000000000",
  coverCheckpoints: 1,
  evidenceTtlMs: DAY_MS,
  trialsPerWindow: 1132,
  windowDeadlineMs: DAY_MS,
  evaluationSetsPerQuarter: 2_000,
  trialsPerFamily: 111,
  familiesRequired: 3,
  asksNormativeIdentity: false,
  probeSetUses: 3,
  deceptionGapPpm: 100_000,
  velocityUnitMs: DAY_MS,
  coupling: [
    { domain: "general", kPpm: 1_000_000 },
    { domain: "recursive-optimisation", kPpm: 4_000_000 },
  ],
  microCuPerIntervention: 10_000,
  interventionsPerCheckpoint: 2_560,
  leaseTtlMs: 5_000,
  tokenTtlMs: { tier1: 60_000, tier2: 60_000 },
  attestationTtlMs: DAY_MS,
  // An accelerator of 1e15 FLOP/s at 700 W, half used: 1.4 J for 1e12 FLOP.
  energyMjPerTeraFlop: 1_400,
  // A thousand joules, about 0.3 Wh.
  energyMjPerCall: 1_000_000,
  auditWindowMs: DAY_MS,
  divergencePpm: 100_000,
  meterSilentMs: 30_000,
  meterForensicMs: 600_000,
  policyQuorum: 2,
  policyDelayMs: 7 * DAY_MS,
};

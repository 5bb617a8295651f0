import { failuresAllowed } from "../control/claim.ts";
import { FAMILY_POWER_MIN_PPM, passingPowerPpm } from "../credit/family-power.ts";
import type { Policy } from "./policy.ts";

/** What a policy says that cannot be meant. `path` is a JSON Pointer. */
export interface PolicyFault {
  readonly path: string;
  readonly expected: string;
  readonly received: string;
}

/** What contradicts itself in a policy, or could never be met. Empty: it may be put in force. */
export function policyFaults(policy: Policy): readonly PolicyFault[] {
  const { tierFloorFlop, coupling, runQuantumFlop, genesisFlop, trialsPerWindow, trialsPerFamily } = policy;
  const domains = new Set(coupling.map(({ domain }) => domain));
  return [
    ...unless(BigInt(tierFloorFlop.tier2) <= BigInt(tierFloorFlop.tier3), {
      path: "/tierFloorFlop/tier3",
      expected: `at least ${tierFloorFlop.tier2}, where Tier 2 begins`,
      received: tierFloorFlop.tier3,
    }),
    ...unless(runQuantumFlop === null || BigInt(genesisFlop) <= BigInt(runQuantumFlop), {
      path: "/genesisFlop",
      expected: `at most a quantum, ${runQuantumFlop}`,
      received: genesisFlop,
    }),
    ...unless(failuresAllowed("full", trialsPerWindow, 1) >= 0, {
      path: "/trialsPerWindow",
      expected: "at least 348, so that a window without failures proves 0.99",
      received: `${trialsPerWindow}`,
    }),
    ...unless(passingPowerPpm(trialsPerFamily, 1) >= FAMILY_POWER_MIN_PPM, {
      path: "/trialsPerFamily",
      expected: "enough trials that a model at 0.97 passes with a chance of 0.8",
      received: `${trialsPerFamily}`,
    }),
    ...unless(domains.size === coupling.length && domains.size > 0, {
      path: "/coupling",
      expected: "at least one domain, each once",
      received: coupling.map(({ domain }) => domain).join(", "),
    }),
    ...unless(policy.meterSilentMs <= policy.meterForensicMs, {
      path: "/meterForensicMs",
      expected: `at least ${policy.meterSilentMs}, after which a silent meter pauses`,
      received: `${policy.meterForensicMs}`,
    }),
  ];
}

const unless = (holds: boolean, fault: PolicyFault): readonly PolicyFault[] => (holds ? [] : [fault]);

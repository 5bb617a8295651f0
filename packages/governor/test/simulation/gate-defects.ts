import type { FaultPlan } from "./faults.ts";
import type { GateViolation } from "./gate-checkers.ts";
import type { GateDefects, GateScenario } from "./simulate-gate.ts";
import { EPOCH_MS } from "./party.ts";

/** A defect put into a gate on purpose, and a history in which the checkers must see it. */
export interface SeededGateDefect {
  readonly what: string;
  readonly defects: Partial<GateDefects>;
  readonly scenario: Omit<GateScenario, "defects" | "seed">;
  readonly caughtAs: GateViolation["rule"];
}

const at = (kind: FaultPlan["kind"], atMs: number): FaultPlan => ({ kind, atMs, on: null });

/** The site falls silent while a token is good, and the gate's wall clock is set back by three seconds before it ends. */
const setBack: Omit<GateScenario, "defects" | "seed"> = {
  faults: ["controller death", "clock back"],
  plans: [at("controller death", 1_000), { ...at("clock back", 3_500), step: { clocks: ["gate"], byMs: -3_000 } }],
  uncontrolled: 0,
  feedRequiredWithinMs: null,
  restarts: false,
};

const withdrawn: Omit<GateScenario, "defects" | "seed"> = { faults: [], uncontrolled: 200, feedRequiredWithinMs: null };

export const SEEDED_GATE_DEFECTS: readonly SeededGateDefect[] = [
  {
    what: "a gate that goes by raw wall time",
    defects: { gateClock: (clock) => ({ wallMs: () => clock.wallMs(), monotonicMs: () => clock.wallMs() - EPOCH_MS }) },
    scenario: setBack,
    caughtAs: "served after the token",
  },
  {
    what: "a gate that admits a token once and for ever",
    defects: { asksAgain: false },
    scenario: { ...setBack, faults: ["controller death"], plans: [at("controller death", 1_000)] },
    caughtAs: "served after the token",
  },
  {
    what: "a gate that is deaf to withdrawals",
    defects: { heardByGate: () => null },
    scenario: withdrawn,
    caughtAs: "served after a withdrawal was heard",
  },
  {
    what: "a gate that lets answers go on that have begun",
    defects: { cuts: false },
    scenario: withdrawn,
    caughtAs: "served after a withdrawal was heard",
  },
];

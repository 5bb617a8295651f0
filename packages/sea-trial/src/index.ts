export { FAULT_KINDS, type FaultKind } from "./fault/fault-kind.ts";
export { type Law, LAWS, type Violation } from "./laws/law.ts";
export { runTrial, type TrialOptions, type TrialOutcome } from "./trial/run-trial.ts";
export { HELP, simOptions } from "./command/sim-options.ts";
export { runSim } from "./command/run-sim.ts";

export type { PowerLevelPpm } from "../actuator/power-level.ts";
export type { StartMessage, WardenMessage } from "./protocol.ts";
export { launchWarden, WardenHandle } from "./warden-handle.ts";
export { runWarden } from "./run-warden.ts";
export { systemWardenPorts } from "./warden-ports.ts";
export { reapLeftovers, systemReapPorts } from "./reap-leftovers.ts";
export { strikeNamed } from "./reap-run.ts";
export { holdNoLease, type LeaseEvent, type LeaseHolder, stepLease } from "./lease-holder.ts";
export type { DeathCause } from "./protocol.ts";

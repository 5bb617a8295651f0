export { POWER_LEVELS_PPM, type PowerLevelPpm } from "../actuator/power-level.ts";
export type { ActuatorKind } from "../actuator/power-actuator.ts";
export type {
  ControllerMessage,
  DeathCause,
  DeathReport,
  HeartbeatMessage,
  RenewalMessage,
  StartMessage,
  WardenMessage,
} from "./protocol.ts";
export { launchWarden, type LaunchWardenOptions, type WardenClosed, WardenHandle } from "./warden-handle.ts";
export { runWarden } from "./run-warden.ts";
export { systemWardenPorts, type WardenPorts } from "./warden-ports.ts";
export { type Leftover, reapLeftovers } from "./reap-leftovers.ts";
export {
  type FrozenFile,
  freezeSnapshot,
  type SnapshotDifference,
  type SnapshotManifest,
  verifyManifest,
} from "../freeze/index.ts";

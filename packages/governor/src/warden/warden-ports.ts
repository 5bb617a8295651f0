import type { Clock } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { mountedHierarchies, openActuator, type OpenActuatorOptions } from "../actuator/open-actuator.ts";
import type { PowerActuator } from "../actuator/power-actuator.ts";
import { assertSeesEverybody } from "../process-table/hidden-processes.ts";
import { procFilesystem } from "../process-table/proc-filesystem.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import { launchDeadman, type LaunchDeadman } from "./deadman-launcher.ts";
import { hurry } from "./hurry.ts";
import { launchJob, type LaunchJob } from "./job-launcher.ts";
import { systemTimers, type Timers } from "./timers.ts";

/** Everything that a warden meets of the world. */
export interface WardenPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly processTable: ProcessTable;
  /** The warden's own process number. */
  readonly ownPid: number;
  readonly openActuator: (options: Omit<OpenActuatorOptions, "cgroupHierarchies">) => PowerActuator;
  readonly launchJob: LaunchJob;
  readonly launchDeadman: LaunchDeadman;
  /** Throws `PROCESS_TABLE_INCOMPLETE` where processes are hidden from us. */
  readonly assertSeesEverybody: () => void;
  /** Puts the warden before others, once it only has to kill. Absent where wardens are no processes. */
  readonly hurry?: () => void;
}

/** This machine. Throws `PLATFORM_UNSUPPORTED` where it is not Linux. */
export const systemWardenPorts = (): WardenPorts => ({
  clock: systemClock,
  timers: systemTimers,
  processTable: procFilesystem(),
  ownPid: process.pid,
  openActuator: (options) => openActuator({ ...options, cgroupHierarchies: mountedHierarchies() }),
  launchJob,
  launchDeadman,
  assertSeesEverybody,
  hurry,
});

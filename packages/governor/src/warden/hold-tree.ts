import type { Clock } from "@plimsoll/foundation";
import type { HeldTree } from "../actuator/power-actuator.ts";
import { stopAll } from "../actuator/stop-and-kill.ts";
import { originOfRoot } from "../process-table/adopted-origin.ts";
import { identityKey, isStopped, type ProcessRecord } from "../process-table/process-record.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import { RunRoster } from "../process-table/run-roster.ts";

export interface HoldPorts {
  readonly clock: Clock;
  readonly processTable: ProcessTable;
  /** Numbers that never belong, such as our own. */
  readonly exempt: readonly number[];
}

/**
 * Stops a running tree at once and completely, from its root downwards: what is taken charge of runs no further
 * instruction before its first lease. Also says who had stopped itself before, and is to stay so.
 */
export function holdTree(root: ProcessRecord, run: string, ports: HoldPorts): HeldTree {
  const roster = new RunRoster({
    ...ports,
    run,
    sinceTicks: root.startTime,
    cgroupPids: () => [],
    adopted: originOfRoot(root),
  });
  roster.admit([root]);
  const selfStopped = new Set(roster.scan().filter(isStopped).map(identityKey));
  return { members: stopAll(roster), selfStopped };
}

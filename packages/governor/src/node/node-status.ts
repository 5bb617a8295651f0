import { systemClock } from "@plimsoll/foundation/node";
import { procFilesystem } from "../process-table/proc-filesystem.ts";
import { systemTimers } from "../warden/timers.ts";
import { assertDataFolder } from "./data-folder-found.ts";
import { killCanary, systemCanaryPorts } from "./canary.ts";
import { GovernorNode, type NodeJob } from "./governor-node.ts";
import type { KillReadiness } from "./kill-switch.ts";

/** What a machine is doing, and whether it can kill it. */
export interface NodeStatus {
  readonly readiness: KillReadiness;
  readonly jobs: readonly NodeJob[];
  /** Runs that orders to kill stand for. */
  readonly orders: readonly string[];
}

/** What a data folder has on this machine, after a canary was killed. Throws `SITE_NOT_FOUND`, `KILL_SWITCH_NOT_READY`. */
export async function nodeStatus(dataDirectory: string, actuator: "auto" | "cgroup" | "signals"): Promise<NodeStatus> {
  assertDataFolder(dataDirectory);
  const world = { clock: systemClock, processTable: procFilesystem(), ownPid: process.pid };
  using node = new GovernorNode(dataDirectory, {
    ...world,
    timers: { every: () => ({ stop: () => {} }) },
    killCanary: async () => await killCanary(systemCanaryPorts({ ...world, timers: systemTimers }, actuator)),
    onProof: () => {},
  });
  await node.arm();
  return { readiness: node.killSwitch.readiness as KillReadiness, jobs: node.jobs(), orders: node.orders.standing() };
}

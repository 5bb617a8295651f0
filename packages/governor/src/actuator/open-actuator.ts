import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import type { AdoptedOrigin } from "../process-table/adopted-origin.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import { RunRoster } from "../process-table/run-roster.ts";
import { CgroupElseSignals } from "./cgroup-else-signals.ts";
import { CgroupActuator } from "./cgroup/cgroup-actuator.ts";
import { type CgroupHierarchy, hierarchiesOf } from "./cgroup/cgroup-hierarchy.ts";
import { type CgroupLeaf, makeCgroupLeaf } from "./cgroup/cgroup-leaf.ts";
import type { ActuatorKind, PowerActuator } from "./power-actuator.ts";
import { SignalActuator } from "./signals/signal-actuator.ts";

export interface OpenActuatorOptions {
  /** `auto` takes a cgroup where one can be made and the work moved into it, else signals. */
  readonly choice: "auto" | ActuatorKind;
  readonly run: string;
  /** Thousandths of a core that 100 % stands for. */
  readonly allotmentMilliCores: number;
  readonly processTable: ProcessTable;
  readonly clock: Clock;
  /** Clock ticks since boot: no process of the run is older. */
  readonly sinceTicks: number;
  readonly exempt: readonly number[];
  /** Where the root came from, if it was not started but adopted. */
  readonly adopted?: AdoptedOrigin | undefined;
  readonly cgroupHierarchies: readonly CgroupHierarchy[];
}

/** Throws `CGROUP_UNAVAILABLE` if a cgroup is asked for and cannot be made. */
export function openActuator(options: OpenActuatorOptions): PowerActuator {
  const { allotmentMilliCores } = options;
  const leaf = options.choice === "signals" ? null : leafIfAllowed(options);
  const roster = new RunRoster({ ...options, cgroupPids: () => leaf?.pids() ?? [] });
  const signals = new SignalActuator({ roster, allotmentMilliCores, cores: availableParallelism() });
  if (leaf === null) return signals;
  const cgroup = new CgroupActuator({ leaf, roster, allotmentMilliCores });
  return options.choice === "auto" ? new CgroupElseSignals(cgroup, signals) : cgroup;
}

function leafIfAllowed({
  choice,
  cgroupHierarchies,
  run,
  allotmentMilliCores,
}: OpenActuatorOptions): CgroupLeaf | null {
  try {
    return makeCgroupLeaf(cgroupHierarchies, run, allotmentMilliCores);
  } catch (cause) {
    if (choice === "auto" && cause instanceof PlimsollError) return null;
    throw cause;
  }
}

/** What this machine has mounted; nothing where there are no cgroups. */
export function mountedHierarchies(): CgroupHierarchy[] {
  try {
    return hierarchiesOf(readFileSync("/proc/self/mountinfo", "utf8"), readFileSync("/proc/self/cgroup", "utf8"));
  } catch {
    return [];
  }
}

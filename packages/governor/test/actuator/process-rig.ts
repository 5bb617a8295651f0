import { spawn } from "node:child_process";
import { systemClock } from "@plimsoll/foundation/node";
import { CgroupActuator } from "../../src/actuator/cgroup/cgroup-actuator.ts";
import type { CgroupHierarchy } from "../../src/actuator/cgroup/cgroup-hierarchy.ts";
import { type CgroupLeaf, makeCgroupLeaf } from "../../src/actuator/cgroup/cgroup-leaf.ts";
import { quotaFor } from "../../src/actuator/cgroup/cpu-quota.ts";
import type { PowerActuator } from "../../src/actuator/power-actuator.ts";
import type { PowerLevelPpm } from "../../src/actuator/power-level.ts";
import { ProcessWorkload } from "../../src/actuator/process-workload/process-workload.ts";
import { SignalActuator } from "../../src/actuator/signals/signal-actuator.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { isStopped, type ProcessIdentity } from "../../src/process-table/process-record.ts";
import { markerOf, type ProcessTable } from "../../src/process-table/process-table.ts";
import { RunRoster } from "../../src/process-table/run-roster.ts";
import { eventually, marked, wait } from "../warden/rig.ts";
import { CallFaults } from "./call-faults.ts";
import type { WorkloadRig } from "./contract.ts";

/** What one core can be asked for: all levels are shares of it. */
const ALLOTMENT_MILLI_CORES = 1_000;

/** Three busy processes of which one has two busy threads more, and a fourth in a session of its own: a tree that a careless actuator loses. */
export const BUSY_TREE = [
  "sh",
  "-c",
  `setsid sh -c 'while :; do :; done' & sh -c 'while :; do :; done' & exec python3 -c 'import hashlib,threading
def work():
  block=bytes(1<<20)
  while True: hashlib.sha256(block)
for _ in range(2): threading.Thread(target=work,daemon=True).start()
work()'`,
];
const TREE_SIZE = 3;

let runs = 0;

/** Real busy processes held by the actuator that the hierarchies allow; signals where there are none. */
export async function openProcessRig(hierarchies: readonly CgroupHierarchy[] | null): Promise<WorkloadRig> {
  const run = `contract-${process.pid}-${(runs += 1)}`;
  const faults = new CallFaults();
  const table = faultyTable(procFilesystem(), faults);
  const leaf = hierarchies === null ? null : makeCgroupLeaf(hierarchies, run, ALLOTMENT_MILLI_CORES);
  const actuator = actuatorFor(run, table, leaf, faults);
  const root = startTree(run);
  actuator.adopt(root);
  await eventually(() => marked(run).length >= TREE_SIZE);
  const workload = new ProcessWorkload({ actuator, clock: systemClock });
  return {
    actuator: workload,
    faults,
    holds: async (levelPpm) => holds(run, leaf, levelPpm),
    living: async () => marked(run).map(({ pid }) => String(pid)),
    interfere: async () => {
      leaf?.freezer.set(false);
      for (const record of marked(run)) procFilesystem().signal(record, "SIGCONT");
    },
    wait,
    cpuMs: async () => marked(run).reduce((sum, { ownTicks }) => sum + ownTicks * 10, 0),
    close: async () => {
      await eventually(() => {
        actuator.strike();
        return marked(run).length === 0;
      });
      await eventually(() => actuator.release());
    },
  };
}

function actuatorFor(run: string, table: ProcessTable, leaf: CgroupLeaf | null, faults: CallFaults): PowerActuator {
  const roster = new RunRoster({
    clock: systemClock,
    processTable: table,
    run,
    sinceTicks: identityOf(process.pid).startTime,
    exempt: [process.pid],
    cgroupPids: () => leaf?.pids() ?? [],
  });
  if (leaf === null) return new SignalActuator({ roster, allotmentMilliCores: ALLOTMENT_MILLI_CORES, cores: 2 });
  return new CgroupActuator({ leaf: faultyLeaf(leaf, faults), roster, allotmentMilliCores: ALLOTMENT_MILLI_CORES });
}

function startTree(run: string): ProcessIdentity {
  const [program = "", ...rest] = BUSY_TREE;
  const [name = "", value = ""] = markerOf(run).split("=");
  const child = spawn(program, rest, {
    detached: true,
    stdio: "ignore",
    env: { PATH: process.env["PATH"], [name]: value },
  });
  return identityOf(child.pid as number);
}

function identityOf(pid: number): ProcessIdentity {
  const record = procFilesystem().read(pid);
  if (record === null) throw new Error(`no process ${pid}`);
  return record;
}

/** Soon: a stop takes its moment on a busy machine. D is a `vfork` parent, which waits for its stopped child. */
const isStoppedSoon = (run: string): Promise<boolean> =>
  eventually(() => marked(run).every((record) => isStopped(record) || record.state === "D"), 250).then(
    () => true,
    () => false,
  );

async function holds(run: string, leaf: CgroupLeaf | null, levelPpm: PowerLevelPpm): Promise<boolean | null> {
  const living = marked(run);
  if (living.length === 0) return true;
  const isPaused = leaf === null ? await isStoppedSoon(run) : leaf.freezer.isFrozen();
  if (isPaused || levelPpm === 0) return isPaused;
  if (levelPpm === 1_000_000) return leaf === null ? null : hasQuota(leaf, 1_000);
  // A duty cycle is a matter of time, not of an instant: the share of CPU is measured by a check of its own.
  return leaf === null ? null : hasQuota(leaf, 200);
}

function hasQuota({ quota }: CgroupLeaf, milliCores: number): boolean {
  const held = quota.get();
  const wanted = quotaFor(milliCores);
  return held !== null && held.quotaUs * wanted.periodUs <= wanted.quotaUs * held.periodUs;
}

const faultyTable = (table: ProcessTable, faults: CallFaults): ProcessTable => ({
  survey: (marker) => faults.aroundSync("survey", "look", () => table.survey(marker)),
  read: (pid) => faults.aroundSync("read", "look", () => table.read(pid)),
  children: (pid) => faults.aroundSync("children", "look", () => table.children(pid)),
  hasMarker: (pid, marker) => faults.aroundSync("hasMarker", "look", () => table.hasMarker(pid, marker)),
  signal: (target, signal) => faults.aroundSync(signal, "order", () => table.signal(target, signal)),
  signalGroup: (group, signal) => faults.aroundSync(signal, "order", () => table.signalGroup(group, signal)),
  bootId: () => table.bootId(),
});

const faultyLeaf = (leaf: CgroupLeaf, faults: CallFaults): CgroupLeaf => ({
  ...leaf,
  quota: {
    get: () => faults.aroundSync("quota", "look", () => leaf.quota.get()),
    set: (milliCores) => faults.aroundSync("quota", "order", () => leaf.quota.set(milliCores)),
  },
  freezer: {
    killsFrozen: leaf.freezer.killsFrozen,
    set: (frozen) => faults.aroundSync("freezer", "order", () => leaf.freezer.set(frozen)),
    isFrozen: () => faults.aroundSync("freezer", "look", () => leaf.freezer.isFrozen()),
  },
  meter: () => faults.aroundSync("meter", "look", () => leaf.meter()),
});

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { hasControl, pidsUnder, removeCgroup, writeControl } from "./cgroup-files.ts";
import { type CgroupHierarchy, directoriesUpwards } from "./cgroup-hierarchy.ts";
import { type CpuMeter, cpuMeterIn } from "./cpu-meter.ts";
import { type CpuQuota, cpuQuotaIn } from "./cpu-quota.ts";
import { type Freezer, freezerIn } from "./freezer.ts";

/** The cgroup of one run: one directory in version 2, or one in each hierarchy of version 1 that is needed. */
export interface CgroupLeaf {
  readonly directories: readonly string[];
  readonly quota: CpuQuota;
  readonly freezer: Freezer;
  readonly meter: CpuMeter;
  /** Process numbers in any of its directories. */
  pids(): Set<number>;
  /** Process numbers in all of its directories: everyone who is held in every respect. */
  heldPids(): Set<number>;
  /** Throws if the system does not let us. */
  adopt(pid: number): void;
  /** Kills everyone in it atomically; false where the kernel (before 5.14, or version 1) cannot. */
  killAtOnce(): boolean;
}

export const leafName = (run: string): string => `plimsoll-${encodeURIComponent(run)}`;

/**
 * Makes the cgroup of a run by really trying: directories are made and limits written, since no listing of rights tells
 * what a container or a delegation allows. Throws `CGROUP_UNAVAILABLE` and leaves nothing behind.
 */
export function makeCgroupLeaf(hierarchies: readonly CgroupHierarchy[], run: string, milliCores: number): CgroupLeaf {
  const made: string[] = [];
  try {
    const directories = placesFor(hierarchies).map((place) => makeIn(place, leafName(run), made));
    return leafOf(directories, milliCores);
  } catch (cause) {
    made.forEach(removeCgroup);
    throw cgroupUnavailable(cause);
  }
}

/** A hierarchy that is to hold a leaf, and the control files that the leaf must turn out to have. */
interface Place {
  readonly directories: readonly string[];
  readonly required: readonly string[];
}

/** Version 2 wherever it can do the work: it freezes and kills atomically. Version 1 for whatever it holds back. */
function placesFor(hierarchies: readonly CgroupHierarchy[]): Place[] {
  const unified = hierarchies.find(({ version }) => version === 2);
  const cpuV1 = controllerIn(hierarchies, "cpu");
  const places: Place[] = [];
  if (unified !== undefined) {
    places.push({
      directories: directoriesUpwards(unified),
      required: cpuV1 === undefined ? ["cgroup.freeze", "cpu.stat", "cpu.max"] : ["cgroup.freeze", "cpu.stat"],
    });
  }
  // In version 1 only below the own cgroup: from above, the limits that bind us would not bind the job.
  const below = (hierarchy: CgroupHierarchy | undefined, file: string): void => {
    if (hierarchy !== undefined) places.push({ directories: [hierarchy.ownDirectory], required: [file] });
  };
  below(cpuV1, "cpu.cfs_quota_us");
  if (unified === undefined) {
    below(controllerIn(hierarchies, "freezer"), "freezer.state");
    below(controllerIn(hierarchies, "cpuacct"), "cpuacct.usage");
  }
  return places;
}

const controllerIn = (hierarchies: readonly CgroupHierarchy[], controller: string): CgroupHierarchy | undefined =>
  hierarchies.find(({ version, controllers }) => version === 1 && controllers.includes(controller));

function makeIn({ directories, required }: Place, name: string, made: string[]): string {
  const refusals: unknown[] = [];
  for (const parent of directories) {
    const leaf = join(parent, name);
    try {
      if (required.includes("cpu.max")) delegateCpu(parent);
      mkdirSync(leaf);
      made.push(leaf);
      const missing = required.find((file) => !hasControl(leaf, file));
      if (missing === undefined) return leaf;
      removeCgroup(leaf);
      refusals.push(new Error(`${leaf} has no ${missing}`));
    } catch (cause) {
      refusals.push(cause);
    }
  }
  throw refusals.at(-1) ?? new Error("no cgroup hierarchy is mounted");
}

/** A leaf has `cpu.max` only if its parent hands the controller on. */
function delegateCpu(parent: string): void {
  try {
    writeControl(parent, "cgroup.subtree_control", "+cpu");
  } catch {
    // Not ours to change, or it holds processes: then the leaf shows whether it was handed on before.
  }
}

function leafOf(directories: readonly string[], milliCores: number): CgroupLeaf {
  const quota = firstIn(directories, cpuQuotaIn, "CPU quota");
  const freezer = firstIn(directories, freezerIn, "freezer");
  const meter = firstIn(directories, cpuMeterIn, "CPU meter");
  quota.set(milliCores);
  freezer.set(false);
  meter();
  return {
    directories,
    quota,
    freezer,
    meter,
    pids: () => new Set(directories.flatMap(pidsUnder)),
    heldPids: () =>
      directories.map((directory) => new Set(pidsUnder(directory))).reduce((all, each) => all.intersection(each)),
    adopt: (pid) => directories.forEach((directory) => writeControl(directory, "cgroup.procs", String(pid))),
    killAtOnce: () => killAtOnce(directories),
  };
}

function firstIn<T>(directories: readonly string[], open: (directory: string) => T | null, what: string): T {
  for (const directory of directories) {
    const opened = open(directory);
    if (opened !== null) return opened;
  }
  throw new Error(`no mounted cgroup hierarchy has a ${what}`);
}

export function killAtOnce(directories: readonly string[]): boolean {
  const directory = directories.find((each) => hasControl(each, "cgroup.kill"));
  if (directory === undefined) return false;
  writeControl(directory, "cgroup.kill", "1");
  return true;
}

export const cgroupUnavailable = (cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "CGROUP_UNAVAILABLE",
    expected:
      "a cgroup hierarchy in which this user may make a cgroup, and move processes into it, with a CPU quota, a freezer and a CPU meter",
    received: cause instanceof Error ? cause.message : String(cause),
    fix: "run as root, delegate a cgroup (systemd: Delegate=yes), or use the signals actuator",
    cause,
  });

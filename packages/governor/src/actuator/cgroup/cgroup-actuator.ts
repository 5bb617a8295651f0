import {
  identityKey,
  isStopped,
  type ProcessIdentity,
  type ProcessRecord,
} from "../../process-table/process-record.ts";
import type { RunRoster } from "../../process-table/run-roster.ts";
import { type HeldTree, type PowerActuator, type PowerReading, STEP_INTERVAL_MS } from "../power-actuator.ts";
import type { PowerLevelPpm } from "../power-level.ts";
import { removeCgroup } from "./cgroup-files.ts";
import { signalEach } from "../stop-and-kill.ts";
import { cgroupUnavailable, type CgroupLeaf } from "./cgroup-leaf.ts";
import { letGo } from "./let-go.ts";
import { strikeCgroup } from "./strike-cgroup.ts";

export interface CgroupActuatorOptions {
  readonly leaf: CgroupLeaf;
  readonly roster: RunRoster;
  readonly allotmentMilliCores: number;
}

/** How soon to look again whether a freeze has taken hold. */
const FREEZING_INTERVAL_MS = 5;

/** Holds a tree by its cgroup: quota, freezer and meter are the kernel's, and nobody in it can fork out of it. */
export class CgroupActuator implements PowerActuator {
  readonly kind = "cgroup";
  readonly cgroupDirectories: readonly string[];
  readonly #leaf: CgroupLeaf;
  readonly #roster: RunRoster;
  readonly #allotmentMilliCores: number;
  #adoptedAtMs = 0;
  #adopted = false;
  #achievedPpm: PowerLevelPpm = 0;
  /** Members whom the cgroup does not hold. */
  #outside: readonly ProcessRecord[] = [];

  constructor({ leaf, roster, allotmentMilliCores }: CgroupActuatorOptions) {
    this.#leaf = leaf;
    this.#roster = roster;
    this.#allotmentMilliCores = allotmentMilliCores;
    this.cgroupDirectories = leaf.directories;
  }

  adopt(root: ProcessIdentity, held?: HeldTree): void {
    this.#roster.admit([root, ...(held?.members ?? [])]);
    try {
      this.#enter(root, held !== undefined);
    } catch (cause) {
      letGo(this.#leaf.directories);
      throw cgroupUnavailable(cause);
    }
    this.#adopted = true;
    if (held !== undefined) this.#takeOver(held);
  }

  #enter(root: ProcessIdentity, runsAlready: boolean): void {
    if (runsAlready) this.#leaf.freezer.set(true);
    this.#leaf.adopt(root.pid);
    this.#adoptedAtMs = this.#leaf.meter();
  }

  /** The freezer holds the tree from now on: a stop that nobody takes back would outlast every level. */
  #takeOver({ members, selfStopped }: HeldTree): void {
    for (const { pid } of members) this.#bringBack(pid);
    const inside = this.#leaf.heldPids();
    const ours = members.filter((member) => inside.has(member.pid) && !selfStopped.has(identityKey(member)));
    signalEach(this.#roster, ours, "SIGCONT");
  }

  enforce(levelPpm: PowerLevelPpm, nowMs: number): PowerReading {
    if (this.#roster.isSweepDue(nowMs)) this.#sweep();
    // Written at every step, not only on change: whatever was tampered with is put right.
    if (levelPpm > 0) this.#leaf.quota.set(this.#milliCoresAt(levelPpm));
    this.#leaf.freezer.set(levelPpm === 0);
    this.#outside = this.#outside.length > 0 ? this.#takeIn(this.#roster.refresh(this.#outside)) : [];
    const isLoose = this.#outside.some((member) => !isStopped(member));
    this.#achievedPpm = isLoose ? 1_000_000 : achievedBy(this.#leaf.freezer.isFrozen(), levelPpm, this.#achievedPpm);
    return {
      achievedPpm: this.#achievedPpm,
      cpuMs: this.#adopted ? Math.floor(this.#leaf.meter() - this.#adoptedAtMs) : 0,
      processes: this.#leaf.heldPids().size + this.#outside.length,
      nextStepMs: isLoose || this.#achievedPpm === levelPpm ? STEP_INTERVAL_MS : FREEZING_INTERVAL_MS,
    };
  }

  strike(): void {
    strikeCgroup(this.#leaf.directories, this.#roster);
  }

  survivors(): ProcessRecord[] {
    return this.#roster.survivors();
  }

  known(): ProcessIdentity[] {
    return this.#roster.known();
  }

  release(): boolean {
    return this.#leaf.directories.map(removeCgroup).every(Boolean);
  }

  /** Whoever left the cgroup is brought back: root may move itself, and then only the process table gives it away. */
  #sweep(): void {
    this.#outside = this.#takeIn(this.#roster.scan());
  }

  /** Those of the members who are not in the cgroup, and whom the kernel does not let us bring back: no level holds them. */
  #takeIn(members: readonly ProcessRecord[]): readonly ProcessRecord[] {
    const held = this.#leaf.heldPids();
    const outside = members.filter(({ pid }) => !held.has(pid));
    if (outside.length === 0) return [];
    for (const { pid } of outside) this.#bringBack(pid);
    const now = this.#leaf.heldPids();
    return this.#roster.refresh(outside).filter(({ pid }) => !now.has(pid));
  }

  #bringBack(pid: number): void {
    try {
      this.#leaf.adopt(pid);
    } catch {
      // It ended in the meantime, or the next step tries again.
    }
  }

  #milliCoresAt(levelPpm: PowerLevelPpm): number {
    return (this.#allotmentMilliCores * levelPpm) / 1_000_000;
  }
}

/** A pause that held before and does not hold at this look is none: somebody thawed it. */
function achievedBy(atRest: boolean, levelPpm: PowerLevelPpm, before: PowerLevelPpm): PowerLevelPpm {
  if (atRest) return 0;
  if (levelPpm > 0) return levelPpm;
  return before === 0 ? 1_000_000 : before;
}

import { accountCpu, type CpuAccount, emptyCpuAccount } from "../../process-table/cpu-account.ts";
import {
  identityKey,
  isStopped,
  type ProcessIdentity,
  type ProcessRecord,
} from "../../process-table/process-record.ts";
import type { RunRoster } from "../../process-table/run-roster.ts";
import { type HeldTree, type PowerActuator, type PowerReading, STEP_INTERVAL_MS } from "../power-actuator.ts";
import type { PowerLevelPpm } from "../power-level.ts";
import { signalEach, stopAll, stopAndKill } from "../stop-and-kill.ts";
import { type DutyCycle, nextSampleMs, startDutyCycle, stepDutyCycle } from "./duty-cycle.ts";

export interface SignalActuatorOptions {
  readonly roster: RunRoster;
  readonly allotmentMilliCores: number;
  /** Cores of the machine: how fast a tree can use up its credit. */
  readonly cores: number;
}

/** How soon to look again whether everybody has come to a stop. */
const STOPPING_INTERVAL_MS = 10;

/** CPU time beyond the share, for each allotted core: the 3 points of 10 s within which a share is held (G-7). */
const SHARE_TOLERANCE_MS = 300;

/**
 * Holds a tree by SIGSTOP and SIGCONT: needs no privilege and no cgroup, and sees only what the process table shows.
 * At full power it does not cap the tree at its allotment.
 */
export class SignalActuator implements PowerActuator {
  readonly kind = "signals";
  readonly cgroupDirectories = [];
  readonly #options: SignalActuatorOptions;
  readonly #roster: RunRoster;
  #account: CpuAccount = emptyCpuAccount;
  #adoptedAtMs = 0;
  #members: readonly ProcessRecord[] = [];
  /** Processes that stopped themselves: not ours to resume. */
  #selfStopped = new Set<string>();
  #held = false;
  #cycle: DutyCycle | null = null;
  #achievedPpm: PowerLevelPpm = 0;

  constructor(options: SignalActuatorOptions) {
    this.#options = options;
    this.#roster = options.roster;
  }

  adopt(root: ProcessIdentity, held?: HeldTree): void {
    const members = [root, ...(held?.members ?? [])];
    this.#roster.admit(members);
    this.#look(this.#roster.refresh(members));
    this.#adoptedAtMs = this.#account.totalMs;
    if (held === undefined) return;
    this.#held = true;
    this.#selfStopped = new Set(held.selfStopped);
  }

  enforce(levelPpm: PowerLevelPpm, nowMs: number): PowerReading {
    if (levelPpm !== 200_000) this.#cycle = null;
    if (levelPpm === 0) return this.#enforcePause(nowMs);
    if (levelPpm === 1_000_000) return this.#enforceFull(nowMs);
    return this.#enforceShare((this.#options.allotmentMilliCores / 1000) * (levelPpm / 1_000_000), nowMs);
  }

  strike(): void {
    stopAndKill(this.#roster);
  }

  survivors(): ProcessRecord[] {
    return this.#look(this.#roster.survivors());
  }

  known(): ProcessIdentity[] {
    return this.#roster.known();
  }

  release(): boolean {
    return true;
  }

  #enforcePause(nowMs: number): PowerReading {
    this.#stop(nowMs);
    const atRest = this.#members.every(isAtRest);
    // A pause that held before and does not hold at this look is none: somebody resumed them.
    if (atRest) this.#achievedPpm = 0;
    else if (this.#achievedPpm === 0) this.#achievedPpm = 1_000_000;
    return this.#reading(atRest ? STEP_INTERVAL_MS : STOPPING_INTERVAL_MS);
  }

  #enforceFull(nowMs: number): PowerReading {
    this.#look(this.#find(nowMs));
    this.#resume();
    this.#achievedPpm = 1_000_000;
    return this.#reading(STEP_INTERVAL_MS);
  }

  #enforceShare(shareCores: number, nowMs: number): PowerReading {
    if (this.#cycle === null) this.#stop(nowMs);
    // Newcomers too: a root that only waits for its children uses up nothing, and would never be stopped for them.
    else if (this.#cycle.phase === "running") this.#look(this.#find(nowMs));
    const sample = { nowMs, cpuMs: this.#account.totalMs, shareCores };
    this.#cycle = stepDutyCycle(this.#cycle ?? startDutyCycle(sample), sample);
    if (this.#cycle.phase === "running") this.#resume();
    else this.#stop(nowMs);
    this.#achievedPpm = this.#shareThatHolds(this.#cycle);
    const nextMs = nextSampleMs(this.#cycle, shareCores, this.#options.cores);
    return this.#reading(this.#achievedPpm === 200_000 ? nextMs : Math.min(nextMs, STOPPING_INTERVAL_MS));
  }

  /** Measured: the tree came to a stop since it had more, and has not used beyond its share what a stop would have kept from it. */
  #shareThatHolds({ phase, debtMs }: DutyCycle): PowerLevelPpm {
    if (debtMs > (SHARE_TOLERANCE_MS * this.#options.allotmentMilliCores) / 1000) return 1_000_000;
    const cameToRest = phase === "stopped" && this.#members.every(isAtRest);
    return this.#achievedPpm < 1_000_000 || cameToRest ? 200_000 : 1_000_000;
  }

  #stop(nowMs: number): void {
    if (!this.#held) this.#noteSelfStopped();
    this.#held = true;
    this.#look(stopAll(this.#roster, () => this.#find(nowMs)));
  }

  /** The whole table when it is time for it, else the descendants of whom we know. */
  #find(nowMs: number): ProcessRecord[] {
    return this.#roster.isSweepDue(nowMs) ? this.#roster.scan() : this.#roster.follow();
  }

  #noteSelfStopped(): void {
    this.#selfStopped = new Set(this.#roster.refresh(this.#members).filter(isStopped).map(identityKey));
  }

  #resume(): void {
    if (!this.#held) return;
    const ours = this.#members.filter((member) => !this.#selfStopped.has(identityKey(member)));
    signalEach(this.#roster, ours, "SIGCONT");
    this.#held = false;
  }

  #look(members: ProcessRecord[]): ProcessRecord[] {
    this.#members = members;
    this.#account = accountCpu(this.#account, members);
    return members;
  }

  #reading(nextStepMs: number): PowerReading {
    const cpuMs = this.#account.totalMs - this.#adoptedAtMs;
    return { achievedPpm: this.#achievedPpm, cpuMs, processes: this.#members.length, nextStepMs };
  }
}

/**
 * Stopped; or waiting in the kernel with the stop already pending, as a `vfork` parent does while its child is held; or
 * without its first thread, which alone shows the state: SIGSTOP, which nobody can refuse, was sent to all of them.
 */
const isAtRest = (member: ProcessRecord): boolean => isStopped(member) || member.state === "D" || member.state === "Z";

import type { ActuatorKind } from "../../src/actuator/power-actuator.ts";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { mountedHierarchies } from "../../src/actuator/open-actuator.ts";
import { makeCgroupLeaf } from "../../src/actuator/cgroup/cgroup-leaf.ts";
import { removeCgroup } from "../../src/actuator/cgroup/cgroup-files.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { isAlive, type ProcessRecord } from "../../src/process-table/process-record.ts";
import { markerOf } from "../../src/process-table/process-table.ts";
import {
  launchWarden,
  type PowerLevelPpm,
  reapLeftovers,
  type StartMessage,
  type WardenHandle,
  type WardenMessage,
} from "../../src/warden/index.ts";
import { WARDEN_COMMAND } from "./rig-commands.ts";

export { BUSY, BUSY_FOUR } from "./rig-commands.ts";

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `holds`, at most `withinMs`; returns how long it took. */
export async function eventually(holds: () => boolean, withinMs = 10_000): Promise<number> {
  const startedAtMs = performance.now();
  while (!holds()) {
    if (performance.now() - startedAtMs > withinMs) throw new Error(`not within ${withinMs} ms: ${holds.toString()}`);
    await wait(5);
  }
  return performance.now() - startedAtMs;
}

/** By really trying, as the product does. */
export const cgroupsWork = ((): boolean => {
  try {
    makeCgroupLeaf(mountedHierarchies(), `probe-${process.pid}`, 1000).directories.forEach(removeCgroup);
    return true;
  } catch {
    return false;
  }
})();

export const ACTUATORS: readonly ActuatorKind[] = cgroupsWork ? ["cgroup", "signals"] : ["signals"];

const table = procFilesystem();

/** The living of a run by the marker alone: a second, simpler way to look than the product's. */
export function marked(run: string): ProcessRecord[] {
  const survey = table.survey(markerOf(run));
  return survey.records.filter((record) => isAlive(record) && survey.marked.has(record.pid));
}

export const isPidAlive = (pid: number): boolean => {
  const record = table.read(pid);
  return record !== null && isAlive(record);
};

/** The numbers of the processes a warden started, deadman first. */
export const childrenOf = (pid: number): ProcessRecord[] =>
  table.survey("NOBODY=1").records.filter((record) => record.parentPid === pid && isAlive(record));

let runs = 0;

/** A job under a warden, with a controller that renews at `levelPpm` until told otherwise. Ends with the test. */
export class Rig {
  readonly run = `rig-${process.pid}-${(runs += 1)}`;
  readonly directory = mkdtempSync(join(tmpdir(), "plimsoll-warden-"));
  readonly messages: WardenMessage[] = [];
  readonly handle: WardenHandle;
  levelPpm: PowerLevelPpm = 1_000_000;
  leaseTtlMs = 1_500;
  renews = true;

  constructor(command: readonly string[], options: Partial<Omit<StartMessage, "type">> = {}) {
    this.handle = launchWarden({ wardenCommand: WARDEN_COMMAND, start: { ...this.#defaults(command), ...options } });
    onTestFinished(() => this.#end());
    this.handle.onMessage((message) => {
      this.messages.push(message);
      if (message.type === "heartbeat" && this.renews) this.handle.renew(this.levelPpm, this.leaseTtlMs);
    });
  }

  get wardenPid(): number {
    return first([this.handle.pid].filter((pid) => pid !== undefined));
  }

  get journalFile(): string {
    return join(this.directory, "journal.json");
  }

  file(name: string): string {
    return join(this.directory, name);
  }

  /** Process numbers that the job wrote into a file, one a line. */
  pidsIn(name: string): number[] {
    try {
      return readFileSync(this.file(name), "utf8").trim().split("\n").filter(Boolean).map(Number);
    } catch {
      return [];
    }
  }

  of<T extends WardenMessage["type"]>(type: T): Extract<WardenMessage, { type: T }>[] {
    return this.messages.filter((message) => message.type === type) as Extract<WardenMessage, { type: T }>[];
  }

  async started(): Promise<number> {
    await eventually(() => this.of("started").length > 0);
    return first(this.of("started")).pid;
  }

  async level(levelPpm: PowerLevelPpm): Promise<void> {
    this.levelPpm = levelPpm;
    await this.handle.setLevel(levelPpm);
  }

  /** The numbers of warden and deadman. */
  async guards(): Promise<{ warden: number; deadman: number }> {
    await eventually(() => this.handle.heartbeat !== null);
    const warden = this.wardenPid;
    const deadman = first(childrenOf(warden).filter((child) => !table.hasMarker(child.pid, markerOf(this.run))));
    return { warden, deadman: deadman.pid };
  }

  /** Ends the run if it still goes, and makes sure that nothing of it is left. */
  async #end(): Promise<void> {
    this.renews = false;
    void this.handle.kill("the test is over").catch(() => {});
    await this.handle.closed;
    await eventually(() => marked(this.run).length === 0).catch(() => reapLeftovers(this.directory));
    expect(marked(this.run)).toEqual([]);
    rmSync(this.directory, { recursive: true, force: true });
  }

  #defaults(command: readonly string[]): Omit<StartMessage, "type"> {
    return {
      run: this.run,
      command,
      cwd: this.directory,
      environment: { PATH: process.env["PATH"] ?? "", DIRECTORY: this.directory },
      allotmentMilliCores: 1_000,
      actuator: "auto",
      logFile: this.file("log"),
      journalFile: this.journalFile,
    };
  }
}

/** The first of a list that must not be empty: a number that came out undefined must not be signalled. */
function first<T>(items: readonly T[]): T {
  for (const item of items) return item;
  throw new Error("expected at least one, got none");
}

import { mkdirSync } from "node:fs";
import type { Clock } from "@plimsoll/foundation";
import type { ProcessTable } from "../process-table/process-table.ts";
import type { Timers } from "../run/ports.ts";
import { type TrainerWord, trainerWordOf } from "../run/trainer-word.ts";
import { livingWarden } from "../warden/reap-leftovers.ts";
import { controllerOf } from "./controller-claim.ts";
import type { JobReading } from "./job-reading.ts";
import type { KillOrders } from "./kill-orders.ts";
import { killOrdersIn } from "./kill-orders.ts";
import { livingIn } from "./kill-run.ts";
import { type KillReadiness, KillSwitch } from "./kill-switch.ts";
import type { CanaryDeath } from "./canary.ts";
import { isOfRun, journalsFolder, journalsIn, purposeOf, runOf, type TreePurpose } from "./node-folder.ts";

export interface NodePorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly processTable: ProcessTable;
  readonly ownPid: number;
  /** Kills a canary; throws `KILL_SWITCH_NOT_READY` if it cannot. */
  readonly killCanary: () => Promise<CanaryDeath>;
  readonly onProof: (readiness: KillReadiness) => void;
}

/** A job of the node, by its journal. */
export interface NodeJob {
  /** Name of the process tree: what it is for, and eight digits of its launch. */
  readonly name: string;
  readonly run: string;
  /** The run's own job, or one of its probes. */
  readonly purpose: TreePurpose;
  /** Its warden lives. Without one it is left over, and is to be killed. */
  readonly isGuarded: boolean;
  /** The process that governs the run; null where none lives. */
  readonly controllerPid: number | null;
  /** Living processes, by a look at the process table. */
  readonly processes: number;
  /** Its level, where this process governs it; null where another one does. */
  readonly levelPpm: number | null;
  /** What the run's trainer was advised and says of itself; null for probes, and where nothing was kept. */
  readonly trainer: TrainerWord | null;
}

/** How often a machine shows that it can kill. */
const PROOF_INTERVAL_MS = 60_000;

/**
 * What one data folder has on this machine: its journals, its jobs with their levels, and the proof that they can be
 * killed. Everything that must outlive this process is on disk; another process of the same folder sees the same jobs.
 */
export class GovernorNode implements Disposable {
  readonly dataDirectory: string;
  readonly orders: KillOrders;
  readonly killSwitch: KillSwitch;
  readonly #ports: NodePorts;
  readonly #jobs = new Map<string, () => JobReading>();

  constructor(dataDirectory: string, ports: NodePorts) {
    this.dataDirectory = dataDirectory;
    this.#ports = ports;
    this.orders = killOrdersIn(dataDirectory);
    const { clock, timers, killCanary: prove, onProof } = ports;
    this.killSwitch = new KillSwitch({ prove, clock, timers, intervalMs: PROOF_INTERVAL_MS, onProof });
    mkdirSync(journalsFolder(dataDirectory), { recursive: true });
  }

  /** Throws `KILL_SWITCH_NOT_READY`: then nothing may run here. */
  async arm(): Promise<void> {
    await this.killSwitch.arm();
  }

  /** Keeps what a warden says of its job, while it is there. */
  register(name: string, reading: () => JobReading): { stop(): void } {
    this.#jobs.set(name, reading);
    return { stop: () => void this.#jobs.delete(name) };
  }

  /** What the warden of a run's job last said, where this process governs it. */
  readingOf(run: string): JobReading | null {
    const isJob = (tree: { readonly run: string }): boolean => purposeOf(tree) === "job" && isOfRun(tree, run);
    const name = [...this.#jobs.keys()].findLast((each) => isJob({ run: each }));
    return name === undefined ? null : (this.#jobs.get(name)?.() ?? null);
  }

  /** Every job with a journal, by name. Throws `JOURNAL_MALFORMED`. */
  jobs(): readonly NodeJob[] {
    const { processTable } = this.#ports;
    return journalsIn(this.dataDirectory).map(({ journal }) => ({
      name: journal.run,
      run: runOf(journal),
      purpose: purposeOf(journal),
      isGuarded: livingWarden(journal, processTable) !== null,
      controllerPid: controllerOf(this.dataDirectory, runOf(journal), processTable),
      processes: livingIn(journal, this.#ports),
      levelPpm: this.#jobs.get(journal.run)?.().levelPpm ?? null,
      trainer: purposeOf(journal) === "job" ? trainerWordOf(this.dataDirectory, runOf(journal)) : null,
    }));
  }

  [Symbol.dispose](): void {
    this.killSwitch.stop();
  }
}

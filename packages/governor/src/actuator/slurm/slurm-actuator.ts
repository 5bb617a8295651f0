import type { Clock } from "@plimsoll/foundation";
import type { PowerLevelPpm } from "../power-level.ts";
import { unverified, type WorkloadActuator, type WorkloadReading, type WorkloadReason } from "../workload-actuator.ts";
import type { SlurmCommands } from "./slurm-commands.ts";
import { hasEnded, isHeld, isSuspended, isWaiting, type SlurmJob } from "./slurm-job.ts";
import type { SlurmNode, SlurmProcess } from "./slurm-node.ts";

/** Which job of Slurm is held, and on which nodes it may be. */
export interface SlurmActuatorOptions {
  readonly jobId: string;
  readonly commands: SlurmCommands;
  /** Every node that the job may be on. Where it is on another one, nothing is known to hold. */
  readonly nodes: readonly SlurmNode[];
  readonly clock: Clock;
  /**
   * How long everybody must have been seen at rest before a pause is believed. The controller hands orders on after it answered: the SIGCONT of
   * a resume that came just before can arrive after our look. Ship `PAUSE_CONFIRMED_MS`.
   */
  readonly pauseConfirmedMs: number;
}

/** A step daemon of Slurm 22.05.8 waits 2 s between SIGTSTP and SIGSTOP, and a resume that comes meanwhile waits with it. */
export const PAUSE_CONFIRMED_MS = 3_000;

const STEP_INTERVAL_MS = 1_000;
/** How soon to look again whether an order has taken hold. */
const SETTLING_INTERVAL_MS = 50;

/** What Slurm says, and what the nodes show. */
interface Look {
  readonly jobs: readonly SlurmJob[];
  readonly processes: readonly SlurmProcess[];
}

/**
 * Holds a Slurm job, or all elements of an array, at full power or at none. Slurm has no way to leave a running job a share of its CPUs: `scontrol update`
 * changes CPUs only while a job waits and otherwise gives whole nodes back, gang scheduling takes turns of 5 s at least and only with another job, and a suspended
 * job's CPUs are lent to others. So 20 % is out of reach, and 0 is held in its place; a job that shall have 20 % is started under a warden.
 */
export class SlurmActuator implements WorkloadActuator {
  readonly kind = "slurm";
  readonly #jobId: string;
  readonly #commands: SlurmCommands;
  readonly #nodes: readonly SlurmNode[];
  readonly #clock: Clock;
  readonly #pauseConfirmedMs: number;
  /** Since when every look showed a pause, and no order was given. */
  #pausedSinceMs: number | null = null;
  #isCondemned = false;
  /** Whether somebody may still be stopped by our own hand, whom Slurm would not resume. */
  #mayHaveStopped = true;

  constructor({ jobId, commands, nodes, clock, pauseConfirmedMs }: SlurmActuatorOptions) {
    this.#jobId = jobId;
    this.#commands = commands;
    this.#nodes = nodes;
    this.#clock = clock;
    this.#pauseConfirmedMs = pauseConfirmedMs;
  }

  async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    try {
      const refused = this.#isCondemned ? await this.#killAgain() : await this.#steer(levelPpm);
      const look = await this.#look();
      if (this.#isCondemned) return dying(look);
      return readingOf({ levelPpm, look, refused, isPaused: this.#isPauseConfirmed(look) });
    } catch (cause) {
      this.#pausedSinceMs = null;
      return unverified("LOOK_FAILED", String(cause), SETTLING_INTERVAL_MS);
    }
  }

  async terminate(): Promise<void> {
    this.#isCondemned = true;
    const orders = [this.#commands.kill(), ...this.#nodes.map((node) => node.signal(this.#jobId, "SIGKILL"))];
    const refused = (await Promise.allSettled(orders)).filter(({ status }) => status === "rejected");
    const [first] = refused as PromiseRejectedResult[];
    if (first !== undefined) throw first.reason;
  }

  async survivors(): Promise<readonly string[]> {
    const { jobs, processes } = await this.#look();
    const living = jobs.filter((job) => !hasEnded(job)).map(({ jobId, state }) => `job ${jobId} ${state}`);
    return [...living, ...processes.map(({ pid }) => `process ${pid}`)];
  }

  async release(): Promise<void> {
    // Nothing was lent: the allocation is Slurm's, and ends with the job.
  }

  #isPauseConfirmed(look: Look): boolean {
    const nowMs = this.#clock.monotonicMs();
    this.#pausedSinceMs = isPaused(look) ? (this.#pausedSinceMs ?? nowMs) : null;
    return this.#pausedSinceMs !== null && nowMs - this.#pausedSinceMs >= this.#pauseConfirmedMs;
  }

  async #killAgain(): Promise<null> {
    if ((await this.survivors()).length > 0) await this.terminate();
    return null;
  }

  /** Gives the orders that the level needs. Returns the first refusal; what holds all the same, the next look shows. */
  async #steer(levelPpm: PowerLevelPpm): Promise<WorkloadReason | null> {
    const look = await this.#look();
    if (!isPaused(look) || levelPpm === 1_000_000) this.#pausedSinceMs = null;
    try {
      await (levelPpm === 1_000_000 ? this.#raise(look) : this.#pause(look));
      return null;
    } catch (cause) {
      return { code: "ORDER_FAILED", detail: String(cause) };
    }
  }

  async #pause({ jobs, processes }: Look): Promise<void> {
    try {
      if (jobs.some(isWaiting)) await this.#commands.hold();
      if (jobs.some(isRunning)) await this.#commands.suspend();
    } finally {
      // Also when Slurm refuses, and for whoever its tracking has lost.
      if (processes.some(({ isAtRest }) => !isAtRest)) await this.#signalAll("SIGSTOP");
    }
  }

  async #raise({ jobs }: Look): Promise<void> {
    if (jobs.some(isHeld)) await this.#commands.release();
    if (jobs.some(isSuspended)) {
      await this.#commands.resume();
      this.#mayHaveStopped = true;
    }
    if (!this.#mayHaveStopped || this.#isCondemned) return;
    await this.#signalAll("SIGCONT");
    this.#mayHaveStopped = false;
  }

  async #signalAll(signal: "SIGSTOP" | "SIGCONT"): Promise<void> {
    if (signal === "SIGSTOP") this.#mayHaveStopped = true;
    for (const node of this.#nodes) await node.signal(this.#jobId, signal);
  }

  async #look(): Promise<Look> {
    const jobs = await this.#commands.jobs();
    await this.#requireEyesOn(jobs.filter((job) => !hasEnded(job)));
    const found = await Promise.all(this.#nodes.map((node) => node.processesOf(this.#jobId)));
    return { jobs, processes: found.flat() };
  }

  async #requireEyesOn(jobs: readonly SlurmJob[]): Promise<void> {
    const hosts = await Promise.all(jobs.map(({ hostlist }) => this.#commands.hosts(hostlist)));
    const unseen = hosts.flat().find((host) => this.#nodes.every(({ name }) => name !== host));
    if (unseen !== undefined) throw new Error(`nobody looks at node ${unseen}`);
  }
}

const isRunning = (job: SlurmJob): boolean =>
  !hasEnded(job) && job.state !== "PENDING" && job.state !== "COMPLETING" && !isSuspended(job);

/** Everybody is at rest, and Slurm starts nobody. */
const isPaused = ({ jobs, processes }: Look): boolean =>
  jobs.every((job) => hasEnded(job) || isSuspended(job) || isHeld(job)) && processes.every(({ isAtRest }) => isAtRest);

interface Found {
  readonly levelPpm: PowerLevelPpm;
  readonly look: Look;
  readonly refused: WorkloadReason | null;
  readonly isPaused: boolean;
}

function readingOf({ levelPpm, look, refused, isPaused }: Found): WorkloadReading {
  if (isGone(look)) return over(look);
  const wantedPpm = levelPpm === 1_000_000 ? 1_000_000 : 0;
  const achievedPpm = isPaused ? 0 : 1_000_000;
  const reasons: WorkloadReason[] = refused === null ? [] : [refused];
  if (levelPpm === 200_000) reasons.push({ code: "LEVEL_UNREACHABLE", detail: "Slurm suspends a job or lets it run" });
  if (achievedPpm !== wantedPpm) reasons.push({ code: "NOT_YET_HELD", detail: told(look) });
  const isSettled = achievedPpm === wantedPpm && refused === null;
  return { achievedPpm, reasons, nextStepMs: isSettled ? STEP_INTERVAL_MS : SETTLING_INTERVAL_MS };
}

const isGone = ({ jobs, processes }: Look): boolean => jobs.every(hasEnded) && processes.length === 0;

const over = (look: Look): WorkloadReading => ({
  achievedPpm: 0,
  reasons: [{ code: "TERMINATED", detail: told(look) }],
  nextStepMs: STEP_INTERVAL_MS,
});

const dying = (look: Look): WorkloadReading =>
  isGone(look) ? over(look) : unverified("TERMINATED", told(look), SETTLING_INTERVAL_MS);

const told = ({ jobs, processes }: Look): string =>
  `${jobs.map(({ jobId, state }) => `job ${jobId} ${state}`).join(", ") || "no job"}; ${processes.filter(({ isAtRest }) => !isAtRest).length} of ${processes.length} processes run`;

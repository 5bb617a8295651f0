import { PlimsollError } from "@plimsoll/foundation";
import type { Death, Job, JobExit } from "@plimsoll/governor";
import type { SimulatedProcess } from "../world/process.ts";
import type { TrialWorld } from "../world/world.ts";
import type { Heartbeat, Level, SimulatedJob } from "./simulated-job.ts";

/** What is told of the renewals that a controller sends. */
export type OnRenewal = (renewal: {
  readonly levelPpm: Level;
  readonly ttlMs: number;
  readonly heartbeatSentMs: number;
}) => void;

/** How long a level may take. */
const LEVEL_MS_MAX = 5_000;
const PIPE_MS = 1;

/**
 * The controller's end of a warden (`WardenHandle` and `WardenJob` in the product, whose pipe is a process's): it answers
 * heartbeats, waits for levels, kills. It lives as long as the process that holds it.
 */
export class JobLink implements Job {
  readonly exited: Promise<JobExit>;
  readonly #world: TrialWorld;
  readonly #process: SimulatedProcess;
  readonly #job: SimulatedJob;
  readonly #onRenewal: OnRenewal;
  readonly #waiting = new Set<(heartbeat: Heartbeat) => void>();
  readonly #onGone = new Set<() => void>();
  #heartbeat: Heartbeat | null = null;
  #ttlMs: number;
  #exit: JobExit | null = null;
  #isGone = false;

  constructor(world: TrialWorld, process: SimulatedProcess, job: SimulatedJob, ttlMs: number, onRenewal: OnRenewal) {
    this.#world = world;
    this.#process = process;
    this.#job = job;
    this.#ttlMs = ttlMs;
    this.#onRenewal = onRenewal;
    this.exited = new Promise((resolve) => this.#onGone.add(() => resolve(this.#exit as JobExit)));
    process.onDeath(() => job.unlisten());
    job.listen({
      heartbeat: (heartbeat) => this.#take(() => this.#hear(heartbeat)),
      exited: (code) => this.#take(() => (this.#exit = { code, signal: null })),
      dead: (cause) => this.#take(() => this.#gone(cause)),
    });
  }

  /** Until the job's first instruction, or its end. */
  async started(levelPpm: number): Promise<void> {
    await this.setLevel(levelPpm);
  }

  async setLevel(levelPpm: number): Promise<void> {
    if (this.#isGone) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onHeartbeat = (heartbeat: Heartbeat): void => {
      if (heartbeat.levelPpm === levelPpm) resolve();
      else this.renew(levelPpm, this.#ttlMs);
    };
    this.#waiting.add(onHeartbeat);
    this.#onGone.add(resolve);
    const cancel = this.#process.after(LEVEL_MS_MAX + PIPE_MS, () => reject(levelNotAchieved(levelPpm)));
    this.renew(levelPpm, this.#ttlMs);
    if (this.#heartbeat?.levelPpm === levelPpm && this.#job.levelPpm === levelPpm) resolve();
    try {
      await promise;
    } catch (cause) {
      await this.kill("its power could not be set");
      throw cause;
    } finally {
      cancel();
      this.#waiting.delete(onHeartbeat);
    }
  }

  renew(levelPpm: number, ttlMs: number): void {
    this.#ttlMs = ttlMs;
    const heartbeat = this.#heartbeat;
    if (heartbeat === null || this.#isGone || !this.#process.isAlive) return;
    const level = levelPpm as Level;
    this.#onRenewal({ levelPpm: level, ttlMs, heartbeatSentMs: heartbeat.sentMs });
    const renewal = { type: "renewal", heartbeat: heartbeat.sequence, levelPpm: level, ttlMs } as const;
    this.#world.after(PIPE_MS, () => this.#job.hear(renewal));
  }

  async kill(_reason: string): Promise<Death> {
    const beganMs = this.#world.nowMs;
    this.#world.after(PIPE_MS, () => this.#job.hear({ type: "end", cause: "killed" }));
    await this.exited;
    return { confirmed: true, elapsedMs: this.#world.nowMs - beganMs };
  }

  cpuMs(): number | null {
    return this.#heartbeat === null ? null : this.#job.cpuMs;
  }

  /** The warden died: its deadman has killed. */
  wardenLost(): void {
    this.#take(() => this.#gone("deadman-lost"));
  }

  #hear(heartbeat: Heartbeat): void {
    const isFirst = this.#heartbeat === null;
    this.#heartbeat = heartbeat;
    for (const wait of this.#waiting) wait(heartbeat);
    if (isFirst) this.#world.unsettle();
  }

  #gone(cause: string): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#exit ??= { code: null, signal: cause };
    for (const act of this.#onGone) act();
  }

  /** Promises are settled with the event that keeps them. */
  #take(act: () => void): void {
    this.#process.take(() => {
      this.#world.unsettle();
      act();
    });
  }
}

const levelNotAchieved = (wantedPpm: number): PlimsollError =>
  new PlimsollError({
    code: "LEVEL_NOT_ACHIEVED",
    expected: `a heartbeat at ${wantedPpm} ppm in time`,
    received: "none",
    fix: "kill the run if it was to be lowered; it runs on no longer than its lease",
  });

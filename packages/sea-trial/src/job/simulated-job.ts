import type { Clock } from "@plimsoll/foundation";
import { type DeathCause, holdNoLease, type LeaseEvent, type LeaseHolder, stepLease } from "@plimsoll/governor/warden";
import { SimulatedProcess } from "../world/process.ts";
import type { TrialWorld } from "../world/world.ts";
import { FLOP_PER_CHECKPOINT } from "./lab-model.ts";

type Renewal = Extract<LeaseEvent, { readonly type: "renewal" }>;
export type Level = Renewal["levelPpm"];

/** Between two heartbeats of a simulated warden, ms. Real ones speak ten times as often. */
const HEARTBEAT_MS = 5_000;
/** What an actuator needs until a level holds, and a kill until nothing lives, ms. */
const ACTUATOR_MS = 40;
const KILL_MS = 180;
/** A deadman sees the end of its pipe at once, and kills. */
const DEADMAN_MS = 250;
/** The longest that a warden, its deadman and the machine may take from the end of a lease to the last instruction. */
export const WARDEN_GRACE_MS = 1_000;

/** Full power for so long makes a checkpoint, ms. */
export const CHECKPOINT_MS = 400_000;
const FLOP_PER_MS = FLOP_PER_CHECKPOINT / BigInt(CHECKPOINT_MS);

export interface Heartbeat {
  readonly sequence: number;
  /** True time at which it was sent. */
  readonly sentMs: number;
  readonly levelPpm: Level;
}

/** What a warden says to whoever controls it. */
export interface WardenWords {
  heartbeat(heartbeat: Heartbeat): void;
  exited(code: number): void;
  dead(cause: DeathCause): void;
}

const SILENT: WardenWords = { heartbeat: () => {}, exited: () => {}, dead: () => {} };

export interface JobPorts {
  readonly world: TrialWorld;
  readonly clock: Clock;
  readonly onLevel: (levelPpm: Level) => void;
  readonly onDead: (cause: string) => void;
  /** A checkpoint's worth was computed. False: it was the last one, and the job ends. */
  readonly onCheckpoint: () => boolean;
}

/**
 * A job under its warden on one machine. The warden's decisions are the product's (`stepLease`); processes, actuator and pipe are
 * simulated. Both outlive the process that controls them.
 */
export class SimulatedJob {
  readonly #ports: JobPorts;
  readonly #warden: SimulatedProcess;
  #holder: LeaseHolder;
  #words = SILENT;
  #level: Level = 0;
  #isAlive = true;
  #sinceMs: number;
  #computedMs = 0;
  #sequence = 0;
  #milestone = 0;
  #awaitsVerdict = false;

  constructor(ports: JobPorts) {
    this.#ports = ports;
    this.#warden = new SimulatedProcess(ports.world);
    this.#sinceMs = ports.world.nowMs;
    this.#holder = holdNoLease(ports.clock.monotonicMs());
    this.#warden.onDeath(() => ports.world.after(DEADMAN_MS, () => this.#die("deadman")));
    this.#watchLease();
    this.#warden.after(2, () => this.#beatOn());
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isWardenAlive(): boolean {
    return this.#warden.isAlive;
  }

  get levelPpm(): Level {
    return this.#level;
  }

  get flop(): bigint {
    return BigInt(Math.floor(this.#computed())) * FLOP_PER_MS;
  }

  /** CPU time of the tree so far. */
  get cpuMs(): number {
    return Math.floor(this.#computed());
  }

  /** Whoever listens hears the warden from now on; a pipe of a process that died is heard by nobody. */
  listen(words: WardenWords): void {
    this.#words = words;
  }

  unlisten(): void {
    this.#words = SILENT;
  }

  /** A line from the controller has arrived. */
  hear(event: LeaseEvent): void {
    this.#warden.take(() => this.#apply(event));
  }

  /** The job may write its next checkpoint. */
  goOn(): void {
    this.#awaitsVerdict = false;
    this.#arrangeMilestone();
  }

  killWarden(): void {
    this.#warden.die();
  }

  /** The machine is gone. */
  powerCut(): void {
    this.#warden.die();
    this.#die("power-cut");
  }

  #nowMs(): number {
    return this.#ports.clock.monotonicMs();
  }

  #apply(event: LeaseEvent): void {
    const { holder, actions } = stepLease(this.#holder, event, this.#nowMs());
    this.#holder = holder;
    for (const action of actions) if (action.type === "kill") this.#kill(action.cause);
    if (this.#holder.phase === "ending") return;
    if (holder.levelPpm !== this.#level) this.#warden.after(ACTUATOR_MS, () => this.#enforce());
    if (event.type === "renewal") this.#watchLease();
  }

  #enforce(): void {
    if (this.#holder.phase !== "running" || this.#holder.levelPpm === this.#level) return;
    this.#setLevel(this.#holder.levelPpm);
    this.#beat();
  }

  #watchLease(): void {
    const dueMs = this.#holder.leaseUntilMs;
    this.#warden.after(Math.max(1, dueMs - this.#nowMs()), () => {
      if (this.#holder.leaseUntilMs !== dueMs || this.#holder.phase === "ending") return;
      this.#apply({ type: "time-passed" });
      // A clock that drifts may show a millisecond less than it was to wait.
      this.#watchLease();
    });
  }

  #beatOn(): void {
    this.#beat();
    this.#warden.after(HEARTBEAT_MS, () => this.#beatOn());
  }

  #beat(): void {
    if (this.#holder.phase === "ending" || !this.#isAlive) return;
    this.#sequence += 1;
    const sequence = this.#sequence;
    this.#apply({ type: "heartbeat-sent", sequence });
    const heartbeat = { sequence, sentMs: this.#ports.world.nowMs, levelPpm: this.#level };
    this.#ports.world.after(1, () => this.#words.heartbeat(heartbeat));
  }

  #kill(cause: DeathCause): void {
    this.#warden.after(this.#level === 0 ? 20 : KILL_MS, () => {
      this.#die(cause);
      const words = this.#words;
      this.#ports.world.after(1, () => words.dead(cause));
      this.#warden.die();
    });
  }

  #die(cause: string): void {
    if (!this.#isAlive) return;
    this.#setLevel(0);
    this.#isAlive = false;
    this.#ports.onDead(cause);
  }

  #computed(): number {
    return this.#computedMs + ((this.#ports.world.nowMs - this.#sinceMs) * this.#level) / 1_000_000;
  }

  #setLevel(level: Level): void {
    this.#computedMs = this.#computed();
    this.#sinceMs = this.#ports.world.nowMs;
    this.#level = level;
    this.#ports.onLevel(level);
    this.#arrangeMilestone();
  }

  /** When a checkpoint's worth will have been computed, if nothing changes. */
  #arrangeMilestone(): void {
    this.#milestone += 1;
    const milestone = this.#milestone;
    if (this.#level === 0 || this.#awaitsVerdict) return;
    const leftMs = CHECKPOINT_MS - (this.#computed() % CHECKPOINT_MS);
    const inMs = Math.ceil((leftMs * 1_000_000) / this.#level) + 1;
    this.#ports.world.after(inMs, () => milestone === this.#milestone && this.#isAlive && this.#checkpoint());
  }

  #checkpoint(): void {
    this.#awaitsVerdict = true;
    if (!this.#ports.onCheckpoint()) this.#exit();
  }

  #exit(): void {
    if (!this.#warden.isAlive) return;
    const words = this.#words;
    this.#ports.world.after(1, () => words.exited(0));
    this.#apply({ type: "end", cause: "job-exited" });
  }
}

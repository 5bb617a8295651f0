import type { RandomStream } from "@plimsoll/foundation";
import type { NodeKey } from "../../event/event.ts";
import type { Agenda } from "./agenda.ts";
import type { Program, ProgramEffect, StoredRecord } from "./program.ts";
import { RecordDisk } from "./record-disk.ts";

/** Messages that wait for a stopped or slow process before the kernel's buffers are full and the rest is lost. */
const INBOX_MAX = 4_096;

/** How a host treats its program. */
export interface HostTraits {
  /** How long a sync of the disk takes. */
  readonly syncMs: number;
  /** How long one message occupies the processor, ms. 0 for a host that keeps up with everything. */
  readonly stepMs: number;
  /** What its wall clock is ahead of the true time. */
  readonly clockAheadMs: number;
}

export const USUAL_HOST: HostTraits = { syncMs: 1, stepMs: 0, clockAheadMs: 0 };

/** The world as a host sees it. */
export interface HostWorld<Message> {
  readonly agenda: Agenda;
  nowMs(): number;
  deliver(from: number, to: NodeKey, message: Message): void;
  /** Called after each step of a program, for whoever watches everything at once. */
  stepped(node: number): void;
}

/** Starts a program from what the disk holds. */
export type Boot<P> = (records: readonly StoredRecord[], nowMs: number, boots: number) => P;

/** One simulated machine: a process that may die, stop or be slow, its disk, and its wrong clock. */
export class Host<Message, Done, P extends Program<Message, Done>> {
  readonly node: number;
  readonly key: NodeKey;
  readonly disk = new RecordDisk();
  readonly #world: HostWorld<Message>;
  readonly #boot: Boot<P>;
  #traits: HostTraits;
  #program: P | null = null;
  #boots = 0;
  #isPaused = false;
  #inbox: { readonly from: NodeKey; readonly message: Message }[] = [];
  #overflowed = 0;
  #busyUntilMs = 0;
  #wakeMs = Infinity;
  #isSyncing = false;

  constructor(node: number, key: NodeKey, world: HostWorld<Message>, boot: Boot<P>, traits: HostTraits = USUAL_HOST) {
    this.node = node;
    this.key = key;
    this.#world = world;
    this.#boot = boot;
    this.#traits = traits;
  }

  /** Null while it is down. */
  get program(): P | null {
    return this.#program;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get inboxLength(): number {
    return this.#inbox.length;
  }

  /** Messages that found its inbox full. */
  get overflowed(): number {
    return this.#overflowed;
  }

  set traits(traits: HostTraits) {
    this.#traits = traits;
  }

  wallMs(): number {
    return Math.max(0, this.#world.nowMs() + this.#traits.clockAheadMs);
  }

  start(): void {
    this.#boots += 1;
    this.#program = this.#boot(this.disk.records, this.wallMs(), this.#boots);
    this.#busyUntilMs = 0;
    this.#step((program) => program.onTime(this.wallMs()));
  }

  /** `kill -9`: what it had written is in the page cache. */
  kill(): void {
    this.disk.processDied();
    this.#die();
  }

  powerCut(random: RandomStream): void {
    this.disk.powerCut(random);
    this.#die();
  }

  pause(): void {
    this.#isPaused = true;
  }

  unpause(): void {
    this.#isPaused = false;
    this.#drain();
    this.#wake();
  }

  /** A message has come in over the network. */
  receive(from: NodeKey, message: Message): void {
    if (this.#program === null) return;
    if (this.#isPaused || this.#world.nowMs() < this.#busyUntilMs) this.#enqueue(from, message);
    else this.#handle(from, message);
  }

  /** Does something with the program from outside, as its operator does. */
  act(act: (program: P) => void): void {
    if (this.#program !== null && !this.#isPaused) this.#step(act);
  }

  #die(): void {
    this.#program = null;
    this.#inbox = [];
    this.#isPaused = false;
    this.#isSyncing = false;
    this.#wakeMs = Infinity;
  }

  #enqueue(from: NodeKey, message: Message): void {
    if (this.#inbox.length >= INBOX_MAX) this.#overflowed += 1;
    else this.#inbox.push({ from, message });
  }

  #handle(from: NodeKey, message: Message): void {
    this.#step((program) => program.onMessage(from, message, this.wallMs()));
    if (this.#traits.stepMs === 0) return;
    this.#busyUntilMs = this.#world.nowMs() + this.#traits.stepMs;
    this.#later(this.#traits.stepMs, () => this.#drain());
  }

  #drain(): void {
    while (this.#program !== null && !this.#isPaused && this.#world.nowMs() >= this.#busyUntilMs) {
      const next = this.#inbox.shift();
      if (next === undefined) return;
      this.#handle(next.from, next.message);
    }
  }

  #step(act: (program: P) => void): void {
    const program = this.#program;
    if (program === null) return;
    act(program);
    for (const effect of program.takeEffects()) this.#do(effect);
    this.#arrangeWake(program);
    this.#world.stepped(this.node);
  }

  #do(effect: ProgramEffect<Message, Done>): void {
    if (effect.type === "send") this.#world.deliver(this.node, effect.to, effect.message);
    else if (effect.type === "persist") this.#write(effect.record);
    else this.#later(effect.durationMs, () => this.act((program) => program.onDone(effect.done, this.wallMs())));
  }

  #write(record: StoredRecord): void {
    this.disk.append(record);
    if (!this.#isSyncing) this.#sync();
  }

  /** One sync at a time: what is written meanwhile shares the next one. */
  #sync(): void {
    this.#isSyncing = true;
    const upTo = this.disk.records.length;
    this.#later(this.#traits.syncMs, () => {
      this.disk.sync(upTo);
      this.#isSyncing = false;
      if (this.disk.records.length > upTo) this.#sync();
      this.act((program) => program.onDurable(upTo, this.wallMs()));
    });
  }

  #arrangeWake(program: P): void {
    const wakeMs = program.nextWakeMs() - this.#traits.clockAheadMs;
    if (wakeMs >= this.#wakeMs || wakeMs === Infinity) return;
    this.#wakeMs = wakeMs;
    this.#later(Math.max(0, wakeMs - this.#world.nowMs()), () => {
      if (this.#wakeMs === wakeMs) this.#wake();
    });
  }

  #wake(): void {
    this.#wakeMs = Infinity;
    this.act((program) => program.onTime(this.wallMs()));
  }

  /** Whatever was arranged before the process died is nobody's business any more. */
  #later(ms: number, act: () => void): void {
    const boots = this.#boots;
    this.#world.agenda.at(this.#world.nowMs() + ms, () => {
      if (boots === this.#boots && this.#program !== null) act();
    });
  }
}

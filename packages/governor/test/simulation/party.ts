import type { Clock } from "@plimsoll/foundation";
import type { Timers as Intervals } from "../../src/run/ports.ts";
import type { Timers } from "../../src/warden/timers.ts";
import type { Task } from "./machine.ts";
import type { World } from "./world.ts";

export type PartyKind = "controller" | "warden" | "deadman" | "gate";

/** Wall time at the instant 0 of every world. */
export const EPOCH_MS = 1_790_000_000_000;

/**
 * One of our programs as a process of the simulated machine. It takes one event after the other; what its acts cost passes
 * before the next; a wall clock of its own can step, the machine's monotonic clock cannot.
 */
export class Party {
  readonly kind: PartyKind;
  readonly task: Task;
  readonly #world: World;
  isAlive = true;
  wallOffsetMs = 0;
  /** Whether it has looked at its wall clock since that stepped. */
  hasSeenStep = false;
  /** Until then it is in the middle of something, or does not get the processor. */
  busyUntilMs = 0;
  readonly onDeath: (() => void)[] = [];

  constructor(world: World, kind: PartyKind, task: Task) {
    this.#world = world;
    this.kind = kind;
    this.task = task;
  }

  /** Its own present: the world's, and what it has spent since. */
  localMs(): number {
    return Math.max(this.#world.nowMs, this.busyUntilMs);
  }

  /** What an act costs. The machine goes on meanwhile: jobs compute and fork while somebody reads the process table. */
  spend(ms: number): void {
    this.busyUntilMs = this.localMs() + ms;
    this.#world.machine.advanceTo(this.busyUntilMs);
  }

  stall(forMs: number): void {
    this.busyUntilMs = this.localMs() + forMs;
  }

  readonly clock: Clock = {
    wallMs: () => {
      if (this.wallOffsetMs !== 0) this.hasSeenStep = true;
      return Math.floor(EPOCH_MS + this.localMs() + this.wallOffsetMs);
    },
    monotonicMs: () => Math.floor(this.localMs()),
  };

  readonly timers: Timers = {
    after: (delayMs, task) => {
      let isDue = true;
      // Node fires no timer earlier than after a millisecond.
      this.#world.post(this, this.localMs() + Math.max(1, delayMs), () => {
        if (isDue) task();
      });
      return () => (isDue = false);
    },
  };

  readonly intervals: Intervals = {
    every: (intervalMs, action) => {
      let isOn = true;
      const again = (): void => {
        if (!isOn) return;
        action();
        this.timers.after(intervalMs, again);
      };
      this.timers.after(intervalMs, again);
      return { stop: () => (isOn = false) };
    },
  };
}

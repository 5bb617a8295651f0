import type { TrialWorld } from "./world.ts";

/**
 * One simulated process. It takes one event after the other; while it stands still its events wait, and after its death there
 * are none: no timer, no promise and no message of an earlier life reaches the next one.
 */
export class SimulatedProcess {
  /** True time. */
  readonly startedMs: number;
  readonly #world: TrialWorld;
  readonly #waiting: (() => void)[] = [];
  #isAlive = true;
  #isPaused = false;
  readonly #onDeath: (() => void)[] = [];

  constructor(world: TrialWorld) {
    this.#world = world;
    this.startedMs = world.nowMs;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Takes an event after so long. */
  after(delayMs: number, act: () => void): () => void {
    let isDue = true;
    this.#world.after(Math.max(1, Math.ceil(delayMs)), () => isDue && this.take(act));
    return () => {
      isDue = false;
    };
  }

  /** Takes an event now, or once it goes on. */
  take(act: () => void): void {
    if (!this.#isAlive) return;
    if (this.#isPaused || this.#waiting.length > 0) {
      this.#waiting.push(act);
      return;
    }
    this.#world.unsettle();
    act();
  }

  onDeath(act: () => void): void {
    this.#onDeath.push(act);
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** As a shell's interval: the next one is arranged when the last was taken. */
  every(intervalMs: number, act: () => void): { stop(): void } {
    let isOn = true;
    const again = (): void => {
      if (!isOn) return;
      act();
      if (isOn) this.after(intervalMs, again);
    };
    this.after(intervalMs, again);
    return {
      stop: () => {
        isOn = false;
      },
    };
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#waiting.length > 0) this.#catchUp();
  }

  /** What has waited comes one after the other, each settled before the next, and before whatever comes meanwhile. */
  #catchUp(): void {
    this.#world.after(0, () => {
      if (!this.#isAlive || this.#isPaused) return;
      const act = this.#waiting[0];
      this.#world.unsettle();
      act?.();
      this.#waiting.shift();
      if (this.#waiting.length > 0) this.#catchUp();
    });
  }

  die(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#waiting.length = 0;
    for (const act of this.#onDeath.splice(0)) act();
  }
}

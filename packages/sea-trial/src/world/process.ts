import type { TrialWorld } from "./world.ts";

/**
 * One simulated process. It takes one event after the other; while it stands still its events wait, and after its death there
 * are none: no timer, no promise and no message of an earlier life reaches the next one.
 */
export class SimulatedProcess {
  readonly #world: TrialWorld;
  readonly #waiting: (() => void)[] = [];
  #isAlive = true;
  #isPaused = false;
  readonly #onDeath: (() => void)[] = [];

  constructor(world: TrialWorld) {
    this.#world = world;
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
    if (this.#isPaused) {
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
    for (const act of this.#waiting.splice(0)) this.take(act);
  }

  die(): void {
    if (!this.#isAlive) return;
    this.#isAlive = false;
    this.#waiting.length = 0;
    for (const act of this.#onDeath.splice(0)) act();
  }
}

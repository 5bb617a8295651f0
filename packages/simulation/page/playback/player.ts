import { StepClock } from "./step-clock.ts";

export interface Played {
  /** One step of the simulation; false when there is nothing more to do. */
  step(): boolean;
  draw(): void;
  /** Whether it plays, or how fast it does, has changed. */
  changed(): void;
}

/** Of a frame's sixteen: the rest is for drawing, and for whoever uses the page. */
const FRAME_WORK_MS = 9;
/** Looking at the clock costs more than some steps. */
const STEPS_BETWEEN_LOOKS = 8;

/** Plays a simulation in step with the frames of the page. */
export class Player {
  speed = 8;
  /** Steps in the last second of play. */
  measuredSpeed = 0;
  readonly #played: Played;
  readonly #clock = new StepClock();
  #isPlaying = false;
  #frameAtMs = 0;
  #counted = { steps: 0, sinceMs: 0 };

  constructor(played: Played) {
    this.#played = played;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  play(): void {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    this.#clock.reset();
    this.#frameAtMs = performance.now();
    this.#counted = { steps: 0, sinceMs: this.#frameAtMs };
    requestAnimationFrame(this.#frame);
    this.#played.changed();
  }

  pause(): void {
    this.#isPlaying = false;
    this.#played.changed();
  }

  toggle(): void {
    if (this.#isPlaying) this.pause();
    else this.play();
  }

  /** One step by hand, which also pauses. */
  stepOnce(): void {
    this.pause();
    this.#played.step();
    this.#played.draw();
  }

  readonly #frame = (): void => {
    if (!this.#isPlaying) return;
    const nowMs = performance.now();
    const due = this.#clock.due(nowMs - this.#frameAtMs, this.speed);
    this.#frameAtMs = nowMs;
    const hasMore = this.#work(due, nowMs + FRAME_WORK_MS);
    this.#measure(nowMs);
    this.#played.draw();
    if (!hasMore) this.pause();
    else requestAnimationFrame(this.#frame);
  };

  #work(due: number, untilMs: number): boolean {
    for (let step = 0; step < due; step += 1) {
      if (step % STEPS_BETWEEN_LOOKS === 0 && performance.now() > untilMs) return true;
      if (!this.#played.step()) return false;
      this.#counted.steps += 1;
    }
    return true;
  }

  #measure(nowMs: number): void {
    const { steps, sinceMs } = this.#counted;
    if (nowMs - sinceMs < 500) return;
    this.measuredSpeed = (steps * 1_000) / (nowMs - sinceMs);
    this.#counted = { steps: 0, sinceMs: nowMs };
  }
}

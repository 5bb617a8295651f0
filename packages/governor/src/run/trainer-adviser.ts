import type { PlimsollError } from "@plimsoll/foundation";
import type { Advice, LearningRateLever } from "../actuator/learning-rate/learning-rate-lever.ts";
import type { Adviser, RunObserver } from "./ports.ts";

/**
 * Pulls the learning-rate lever to the level that the job has, again and again (law L6), and tells who looks on what came of it. What a
 * trainer reports goes no further: nothing is decided by it, and no level is taken for achieved.
 */
export class TrainerAdviser implements Adviser {
  readonly #lever: Pick<LearningRateLever, "advise">;
  readonly #observer: RunObserver;
  #told: string | null = null;

  constructor(lever: Pick<LearningRateLever, "advise">, observer: RunObserver) {
    this.#lever = lever;
    this.#observer = observer;
  }

  follow(levelPpm: number): void {
    try {
      const advice = this.#lever.advise(levelPpm);
      this.#tellOnce(saidBy(advice), () => this.#observer.advice?.(advice));
    } catch (cause) {
      const fault = cause as PlimsollError;
      this.#tellOnce(fault.code, () => this.#observer.adviceFault?.(fault));
    }
  }

  #tellOnce(what: string, tell: () => void): void {
    if (what === this.#told) return;
    this.#told = what;
    tell();
  }
}

/** When a trainer said it is no news. */
const saidBy = ({ advisedScalePpm, reported }: Advice): string => `${advisedScalePpm} ${reported?.scalePpm}`;

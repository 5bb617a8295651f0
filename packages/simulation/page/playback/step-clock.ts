/** Steps that are due, from time that has passed: fractions are kept, and what a slow frame could not do is forgotten. */
export class StepClock {
  #owed = 0;

  /** @param stepsPerSecond Infinity for as many as fit */
  due(elapsedMs: number, stepsPerSecond: number): number {
    if (stepsPerSecond === Infinity) return Infinity;
    this.#owed += (Math.min(elapsedMs, LONGEST_FRAME_MS) * stepsPerSecond) / 1_000;
    const whole = Math.floor(this.#owed);
    this.#owed -= whole;
    return whole;
  }

  reset(): void {
    this.#owed = 0;
  }
}

/** A page that was hidden does not catch up. */
const LONGEST_FRAME_MS = 100;

/** The stops of a speed slider: powers of two, and last as fast as the page can. */
export const SPEED_STOPS = 15;

export const speedAt = (stop: number): number => (stop >= SPEED_STOPS - 1 ? Infinity : 2 ** stop);

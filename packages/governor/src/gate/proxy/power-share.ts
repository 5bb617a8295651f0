const FULL_PPM = 1_000_000;

/**
 * Keeps a model server's work to a share of its allotment (ACB-K §4, G-75).
 *
 * The allotment is a number of requests that are worked on side by side; its currency is *slot time*, ms that one request
 * was in flight. At a level p at most `p × allotment` requests are in flight, rounded down but at least one. Where that one
 * is more than the share (an allotment below five at 20 %), what it took too much is waited for before the next is let in,
 * so that over time the share holds; a single answer is not interrupted for it.
 */
export class PowerShare {
  readonly #slots: number;
  #inFlight = 0;
  #sinceMs: number;
  #levelPpm = FULL_PPM;
  /** Slot time used beyond the share, in ms × ppm. */
  #debt = 0;
  #usedMs = 0;
  #passedMs = 0;

  constructor(slots: number, nowMs: number) {
    this.#slots = slots;
    this.#sinceMs = nowMs;
  }

  /** How many requests may be in flight at a level. */
  capacity(levelPpm: number): number {
    return Math.max(1, Math.floor((this.#slots * levelPpm) / FULL_PPM));
  }

  admits(levelPpm: number, nowMs: number): boolean {
    this.#advance(levelPpm, nowMs);
    return this.#inFlight < this.capacity(levelPpm) && (this.#holdsByItself(levelPpm) || this.#debt <= 0);
  }

  /** A request goes to the model server. It costs a ms before it has begun: time is counted against whoever uses it. */
  begin(levelPpm: number, nowMs: number): void {
    this.#advance(levelPpm, nowMs);
    this.#inFlight += 1;
    this.#use(1);
  }

  end(nowMs: number): void {
    this.#advance(this.#levelPpm, nowMs);
    this.#inFlight -= 1;
  }

  /** Slot time used since this level began, as a share of the allotment, ppm, rounded up; 0 where no time has passed. */
  achievedPpm(nowMs: number): number {
    this.#advance(this.#levelPpm, nowMs);
    const allottedMs = this.#slots * this.#passedMs;
    return allottedMs === 0 ? 0 : Math.ceil((this.#usedMs * FULL_PPM) / allottedMs);
  }

  /** Whether as many requests as there may be cannot use more than the share. */
  #holdsByItself(levelPpm: number): boolean {
    return this.capacity(levelPpm) * FULL_PPM <= this.#slots * levelPpm;
  }

  #advance(levelPpm: number, nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.#sinceMs);
    this.#sinceMs = Math.max(this.#sinceMs, nowMs);
    this.#passedMs += elapsedMs;
    this.#use(this.#inFlight * elapsedMs);
    this.#debt = Math.max(0, this.#debt - this.#slots * this.#levelPpm * elapsedMs);
    if (levelPpm !== this.#levelPpm) this.#turnTo(levelPpm);
  }

  #use(slotMs: number): void {
    this.#usedMs += slotMs;
    this.#debt += slotMs * FULL_PPM;
  }

  /** What was used before counts for the level of then. */
  #turnTo(levelPpm: number): void {
    this.#levelPpm = levelPpm;
    [this.#debt, this.#usedMs, this.#passedMs] = [0, 0, 0];
  }
}

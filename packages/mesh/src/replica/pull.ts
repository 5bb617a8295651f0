/** Peers that may be asked one after the other in the time that one answer is waited for. */
const ASKS_IN_PATIENCE = 10;

/**
 * Which pull of events is followed: one at a time, so that what is missing does not come from all peers at once, and
 * another when that one has been silent for too long.
 */
export class Pull {
  readonly #patienceMs: number;
  #asked = 0;
  #followed: number | null = null;
  #lastMs = 0;
  #askedMs = -Infinity;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** The number of one more pull, for a peer that is asked now. */
  next(nowMs: number): number {
    this.#asked += 1;
    this.#askedMs = nowMs;
    return this.#asked;
  }

  /** A peer that holds the same does not answer: after a while without a word, another may be asked. */
  isFree(nowMs: number): boolean {
    return !this.#isFollowing(nowMs) && nowMs - this.#askedMs >= this.#patienceMs / ASKS_IN_PATIENCE;
  }

  /** Whether to go on with a pull that was answered: the one that is followed, or any when none is. */
  follows(pull: number, nowMs: number): boolean {
    if (this.#followed !== pull && this.#isFollowing(nowMs)) return false;
    this.#followed = pull;
    this.#lastMs = nowMs;
    return true;
  }

  /** The answer is here: the next may be asked for at once. */
  end(pull: number): void {
    if (this.#followed !== pull) return;
    this.#followed = null;
    this.#askedMs = -Infinity;
  }

  #isFollowing(nowMs: number): boolean {
    return this.#followed !== null && nowMs - this.#lastMs < this.#patienceMs;
  }
}

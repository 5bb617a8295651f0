import type { NodeKey } from "../event/event.ts";

/**
 * Whom events are being pulled from: one peer at a time, so that what is missing does not come from all at once, and
 * another when that one has been silent for too long.
 */
export class Pull {
  readonly #patienceMs: number;
  #from: NodeKey | null = null;
  #lastMs = 0;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  isFree(nowMs: number): boolean {
    return this.#from === null || nowMs - this.#lastMs >= this.#patienceMs;
  }

  /** Whether to go on with a peer that has answered: the one that is pulled from, or the first when it is nobody. */
  accepts(from: NodeKey, nowMs: number): boolean {
    if (this.#from !== from && !this.isFree(nowMs)) return false;
    this.#from = from;
    this.#lastMs = nowMs;
    return true;
  }

  end(from: NodeKey): void {
    if (this.#from === from) this.#from = null;
  }
}

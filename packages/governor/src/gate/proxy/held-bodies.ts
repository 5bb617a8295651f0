/** What a piece costs beside its bytes. */
const PIECE_BYTES = 256;

/** Who keeps a body back until it is whole. */
interface BodyHolder {
  cut(code: "HOLDING_SPACE_SPENT"): void;
}

/**
 * Bounds what all bodies that are kept back take together. Where it is too much, whoever keeps most is sent away: he who fills the
 * space, not the next who comes with a little.
 */
export class HeldBodies {
  readonly #bytesMax: number;
  readonly #waiting = new Map<BodyHolder, number>();
  /** Whole bodies on their way to the model server. */
  readonly #leaving = new Map<BodyHolder, number>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** A piece more; may cut its holder or another. */
  keep(holder: BodyHolder, bytes: number): void {
    const more = bytes + PIECE_BYTES;
    this.#waiting.set(holder, (this.#waiting.get(holder) ?? 0) + more);
    this.#bytes += more;
    while (this.#bytes > this.#bytesMax && this.#waiting.size > 0) this.#sendAway(this.#largest());
  }

  /** The body is whole and goes on: it takes space until it is released, but is not sent away any more. */
  passOn(holder: BodyHolder): void {
    this.#leaving.set(holder, this.#waiting.get(holder) ?? 0);
    this.#waiting.delete(holder);
  }

  release(holder: BodyHolder): void {
    this.#bytes -= (this.#waiting.get(holder) ?? 0) + (this.#leaving.get(holder) ?? 0);
    this.#waiting.delete(holder);
    this.#leaving.delete(holder);
  }

  #sendAway(holder: BodyHolder): void {
    this.release(holder);
    holder.cut("HOLDING_SPACE_SPENT");
  }

  #largest(): BodyHolder {
    const [largest] = [...this.#waiting].reduce((most, each) => (each[1] > most[1] ? each : most));
    return largest;
  }
}

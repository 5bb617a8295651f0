/** What a record is to whoever waits until it is safe. */
export interface Awaited {
  /** The replica's position of an event. */
  readonly replica: number | null;
  /** The digest of a certificate that was noted. */
  readonly digest: string | null;
}

interface Underway extends Awaited {
  readonly position: number;
}

/** Records on their way to the disk, in the order in which they were handed out. */
export class RecordLine {
  #underway: Underway[] = [];
  #written: number;
  #durable: number;

  /** @param durable records that the journal held at the start */
  constructor(durable: number) {
    this.#written = durable;
    this.#durable = durable;
  }

  /** Records that were handed out. */
  get written(): number {
    return this.#written;
  }

  get durable(): number {
    return this.#durable;
  }

  get isAllDurable(): boolean {
    return this.#underway.length === 0;
  }

  /** The position of one more. */
  add(awaited: Partial<Awaited>): number {
    this.#written += 1;
    this.#underway.push({ position: this.#written, replica: null, digest: null, ...awaited });
    return this.#written;
  }

  /** So many are safe: those of which it is news. */
  settle(durable: number): readonly Awaited[] {
    this.#durable = Math.max(this.#durable, durable);
    const safe = this.#underway.filter(({ position }) => position <= this.#durable);
    this.#underway = this.#underway.slice(safe.length);
    return safe;
  }
}

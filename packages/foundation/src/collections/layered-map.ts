/** Rows that are known by their place, in strictly rising order of their keys. Reading a place twice may give two equal values. */
export interface SortedRows<K, V> {
  readonly size: number;
  keyAt(place: number): K;
  valueAt(place: number): V;
}

/** What a map must answer to be the newest version of a `RerootingMap`. */
export interface MutableEntries<K, V> extends Iterable<[K, V]> {
  readonly size: number;
  get(key: K): V | undefined;
  has(key: K): boolean;
  set(key: K, value: V): unknown;
  delete(key: K): unknown;
  values(): Iterable<V>;
}

/**
 * A mutable map above sorted rows that are read when they are first asked for.
 *
 * A state that comes back from a snapshot holds a million receipts of which hardly one is ever asked for again: a plain map of
 * them would take longer to fill than everything else. A key is looked up among the changes, then by bisection among the rows; a
 * row that was read is kept, so that the same key gives the same object. Whoever asks for all entries ends the layering: every row
 * is read then, and the map is a plain one from there on.
 */
export class LayeredMap<K, V extends object> implements MutableEntries<K, V> {
  readonly #top = new Map<K, V | typeof DELETED>();
  #rows: SortedRows<K, V>;
  #size: number;

  constructor(rows: SortedRows<K, V>) {
    this.#rows = rows;
    this.#size = rows.size;
  }

  get size(): number {
    return this.#size;
  }

  get(key: K): V | undefined {
    const known = this.#top.get(key);
    if (known !== undefined) return known === DELETED ? undefined : known;
    const place = placeOf(this.#rows, key);
    return place === null ? undefined : this.#read(key, place);
  }

  has(key: K): boolean {
    const known = this.#top.get(key);
    return known === undefined ? placeOf(this.#rows, key) !== null : known !== DELETED;
  }

  set(key: K, value: V): void {
    if (!this.has(key)) this.#size += 1;
    this.#top.set(key, value);
  }

  delete(key: K): void {
    if (!this.has(key)) return;
    this.#size -= 1;
    if (placeOf(this.#rows, key) === null) this.#top.delete(key);
    else this.#top.set(key, DELETED);
  }

  values(): Iterable<V> {
    return this.#plain().values();
  }

  [Symbol.iterator](): Iterator<[K, V]> {
    return this.#plain()[Symbol.iterator]();
  }

  #read(key: K, place: number): V {
    const value = this.#rows.valueAt(place);
    this.#top.set(key, value);
    return value;
  }

  /** Reads what was not read yet, and lets go of the rows. */
  #plain(): Map<K, V> {
    const rows = this.#rows;
    for (let place = 0; place < rows.size; place += 1) {
      const key = rows.keyAt(place);
      const known = this.#top.get(key);
      if (known === undefined) this.#read(key, place);
      else if (known === DELETED) this.#top.delete(key);
    }
    this.#rows = NO_ROWS;
    // No mark of a deletion is left: they stand for rows, and there are none any more.
    return this.#top as Map<K, V>;
  }
}

const DELETED = Symbol("deleted");

const NO_ROWS: SortedRows<never, never> = { size: 0, keyAt: outOfRows, valueAt: outOfRows };

function outOfRows(place: number): never {
  throw new RangeError(`there is no row ${place}`);
}

/** Where a key is among sorted rows; null when it is not. */
function placeOf<K>(rows: SortedRows<K, unknown>, key: K): number | null {
  let low = 0;
  let high = rows.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows.keyAt(middle) < key) low = middle + 1;
    else high = middle;
  }
  return low < rows.size && rows.keyAt(low) === key ? low : null;
}

import { LayeredMap, type MutableEntries, type SortedRows } from "./layered-map.ts";

/**
 * A persistent map: `set` and `delete` give a new version and leave the old one readable.
 *
 * The kernel's states must be values (law L7), yet a copy of a map with 10 000 leases for every entry would be far too
 * slow, and a trie makes every read pay. Here the newest version owns one plain `Map`; every older version is a single
 * difference to its successor. Reading the newest version costs a plain look-up. Reading an old one reverses the
 * differences first, so that it becomes the newest ("rerooting": Baker 1991, "Shallow binding makes functional
 * arrays fast"; Conchon, Filliâtre 2007). Versions nobody holds are garbage. Replay, which only goes forward, never reroots.
 * A value is never `undefined`: that is how a difference says that there was none.
 */
export class RerootingMap<K, V> {
  /** Of the newest version alone; null for the others. */
  #map: MutableEntries<K, V> | null;
  /** Of every other version; null for the newest. */
  #difference: Difference<K, V> | null = null;

  private constructor(map: MutableEntries<K, V>) {
    this.#map = map;
  }

  static empty<K, V>(): RerootingMap<K, V> {
    return new RerootingMap(new Map<K, V>());
  }

  static of<K, V>(entries: Iterable<readonly [K, V]>): RerootingMap<K, V> {
    return new RerootingMap(new Map(entries));
  }

  /** A map of rows that are read when they are first asked for. The rows MUST be in strictly rising order of their keys. */
  static over<K, V extends object>(rows: SortedRows<K, V>): RerootingMap<K, V> {
    return new RerootingMap(new LayeredMap(rows));
  }

  get size(): number {
    return this.#plain().size;
  }

  get(key: K): V | undefined {
    return this.#plain().get(key);
  }

  has(key: K): boolean {
    return this.#plain().has(key);
  }

  set(key: K, value: V): RerootingMap<K, V> {
    return this.update(key, () => value);
  }

  /** Sets what a function makes of the value that is held, which is looked up only once; `undefined` where there is none. */
  update(key: K, change: (before: V | undefined) => V): RerootingMap<K, V> {
    const before = this.get(key);
    const value = change(before);
    // Only now: whoever works the value out may read other versions.
    const map = this.#plain();
    // Nothing is lost when an empty version keeps its own empty map, and whoever holds it then holds nothing else.
    if (map.size === 0) return RerootingMap.of([[key, value]]);
    map.set(key, value);
    return this.#succeeded(map, key, before);
  }

  delete(key: K): RerootingMap<K, V> {
    const map = this.#plain();
    const before = map.get(key);
    if (before === undefined) return this;
    map.delete(key);
    return this.#succeeded(map, key, before);
  }

  /** The entries in the order of their keys: insertion order depends on which versions were read, and must not show (L7). */
  sorted(): [K, V][] {
    return [...this.#plain()].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  }

  /** The values in no particular order, for sums, minima and searches only. */
  values(): Iterable<V> {
    return this.#plain().values();
  }

  /** The version that owns the map, which was changed under one key, from here on. */
  #succeeded(map: MutableEntries<K, V>, key: K, before: V | undefined): RerootingMap<K, V> {
    const successor = new RerootingMap<K, V>(map);
    this.#map = null;
    this.#difference = { key, value: before, successor };
    return successor;
  }

  #plain(): MutableEntries<K, V> {
    return this.#map ?? this.#rerooted();
  }

  /** Moves the plain map here, turning every difference on the way around. A loop, not recursion: chains grow long. */
  #rerooted(): MutableEntries<K, V> {
    const path: RerootingMap<K, V>[] = [this];
    for (let step = this.#difference; step !== null; step = step.successor.#difference) path.push(step.successor);
    const newest = path.at(-1) as RerootingMap<K, V>;
    const map = newest.#map as MutableEntries<K, V>;
    for (let index = path.length - 2; index >= 0; index -= 1) {
      const older = path[index] as RerootingMap<K, V>;
      const newer = path[index + 1] as RerootingMap<K, V>;
      const { key, value } = older.#difference as Difference<K, V>;
      newer.#difference = { key, value: map.get(key), successor: older };
      write(map, key, value);
    }
    newest.#map = null;
    this.#map = map;
    this.#difference = null;
    return map;
  }
}

interface Difference<K, V> {
  readonly key: K;
  /** What this version holds under the key; `undefined` for nothing. */
  readonly value: V | undefined;
  readonly successor: RerootingMap<K, V>;
}

function write<K, V>(map: MutableEntries<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}

import { LayeredMap, type MutableEntries, type SortedRows } from "./layered-map.ts";

/**
 * A persistent map: `set` and `delete` give a new version and leave the old one readable.
 *
 * The kernel's states must be values (law L7), yet a copy of a map with 10 000 leases for every entry would be far too
 * slow, and a trie makes every read pay. Here the newest version owns one plain `Map`; every older version is a single
 * difference to its successor. Reading the newest version costs a plain look-up. Reading an old one reverses the
 * differences first, so that it becomes the newest ("rerooting": Baker 1991, "Shallow binding makes functional
 * arrays fast"; Conchon, Filliâtre 2007). Versions nobody holds are garbage. Replay, which only goes forward, never reroots.
 */
export class RerootingMap<K, V> {
  #node: Root<K, V> | Difference<K, V>;

  private constructor(node: Root<K, V> | Difference<K, V>) {
    this.#node = node;
  }

  static empty<K, V>(): RerootingMap<K, V> {
    return new RerootingMap({ map: new Map() });
  }

  static of<K, V>(entries: Iterable<readonly [K, V]>): RerootingMap<K, V> {
    return new RerootingMap({ map: new Map(entries) });
  }

  /** A map of rows that are read when they are first asked for. The rows MUST be in strictly rising order of their keys. */
  static over<K, V extends object>(rows: SortedRows<K, V>): RerootingMap<K, V> {
    return new RerootingMap({ map: new LayeredMap(rows) });
  }

  get size(): number {
    return this.#root().size;
  }

  get(key: K): V | undefined {
    return this.#root().get(key);
  }

  has(key: K): boolean {
    return this.#root().has(key);
  }

  set(key: K, value: V): RerootingMap<K, V> {
    return this.#successor(key, { value });
  }

  delete(key: K): RerootingMap<K, V> {
    return this.has(key) ? this.#successor(key, undefined) : this;
  }

  /** The entries in the order of their keys: insertion order depends on which versions were read, and must not show (L7). */
  sorted(): [K, V][] {
    return [...this.#root()].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  }

  /** The values in no particular order, for sums, minima and searches only. */
  values(): Iterable<V> {
    return this.#root().values();
  }

  #successor(key: K, change: Held<V>): RerootingMap<K, V> {
    const map = this.#root();
    // Nothing is lost when an empty version keeps its own empty map, and whoever holds it then holds nothing else.
    if (map.size === 0 && change !== undefined) return RerootingMap.of([[key, change.value]]);
    const before = held(map, key);
    write(map, key, change);
    const successor = new RerootingMap<K, V>({ map });
    this.#node = { key, held: before, successor };
    return successor;
  }

  #root(): MutableEntries<K, V> {
    if (!("map" in this.#node)) this.#reroot();
    return (this.#node as Root<K, V>).map;
  }

  /** Moves the plain map here, turning every difference on the way around. A loop, not recursion: chains grow long. */
  #reroot(): void {
    const path: RerootingMap<K, V>[] = [this];
    let node = this.#node;
    while (!("map" in node)) {
      path.push(node.successor);
      node = node.successor.#node;
    }
    const { map } = node;
    for (let index = path.length - 2; index >= 0; index -= 1) {
      const older = path[index] as RerootingMap<K, V>;
      const newer = path[index + 1] as RerootingMap<K, V>;
      const { key, held: change } = older.#node as Difference<K, V>;
      newer.#node = { key, held: held(map, key), successor: older };
      write(map, key, change);
      older.#node = { map };
    }
  }
}

/** What a version holds under a key; `undefined` for nothing. */
type Held<V> = { readonly value: V } | undefined;

interface Root<K, V> {
  readonly map: MutableEntries<K, V>;
}

interface Difference<K, V> {
  readonly key: K;
  readonly held: Held<V>;
  readonly successor: RerootingMap<K, V>;
}

const held = <K, V>(map: MutableEntries<K, V>, key: K): Held<V> =>
  map.has(key) ? { value: map.get(key) as V } : undefined;

function write<K, V>(map: MutableEntries<K, V>, key: K, change: Held<V>): void {
  if (change === undefined) map.delete(key);
  else map.set(key, change.value);
}

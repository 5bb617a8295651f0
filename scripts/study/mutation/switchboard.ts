/** Thrown where a weakened kernel goes round and round. */
export class EndlessError extends Error {}

const COMPARE: ReadonlyMap<string, (left: number, right: number) => boolean> = new Map([
  ["<", (left: number, right: number) => left < right],
  ["<=", (left: number, right: number) => left <= right],
  [">", (left: number, right: number) => left > right],
  [">=", (left: number, right: number) => left >= right],
]);

/** Which guard is weakened at the moment, and which guards were reached since `listen`. */
export class Switchboard {
  static readonly #NONE = -1;
  readonly full = { levelPpm: 1_000_000, band: "full", reasons: ["CONTROL_PROVEN"] };
  readonly WeakMemory: typeof WeakMap;
  readonly Memory: typeof Map;
  #active = Switchboard.#NONE;
  #reached = new Set<number>();
  #asked = 0;
  #askedMax = Infinity;
  #untilMs = Infinity;
  /** Changes with every run of a weakened kernel, and is the same for all runs of the kernel as it is. */
  #generation = {};
  readonly #intact = this.#generation;
  #trustsMemory = false;

  constructor() {
    const generation = (): object => this.#generation;
    const intact = (): object | null => (this.#trustsMemory ? this.#intact : null);
    this.WeakMemory = memoryOf(
      () => new WeakMap(),
      generation,
      () => null,
    ) as unknown as typeof WeakMap;
    this.Memory = memoryOf(() => new Map(), generation, intact) as unknown as typeof Map;
  }

  at(id: number): boolean {
    this.#asked += 1;
    if (this.#asked > this.#askedMax || (this.#asked % 256 === 0 && performance.now() > this.#untilMs)) {
      throw new EndlessError();
    }
    if (this.#active === Switchboard.#NONE) this.#reached.add(id);
    return this.#active === id;
  }

  compare(id: number, from: string, to: string, left: number, right: number): boolean {
    const holds = COMPARE.get(this.at(id) ? to : from);
    if (holds === undefined) throw new Error(`no comparison "${from}" or "${to}"`);
    return holds(left, right);
  }

  get isIntact(): boolean {
    return this.#active === Switchboard.#NONE;
  }

  listen(): void {
    this.#reached = new Set();
    this.#asked = 0;
  }

  get reached(): ReadonlySet<number> {
    return this.#reached;
  }

  get asked(): number {
    return this.#asked;
  }

  /** @param trustsMemory whether the intact kernel's statistics are this one's too: no guard inside them is weakened */
  weaken(id: number, askedMax: number, msMax: number, trustsMemory: boolean): void {
    this.#untilMs = performance.now() + msMax;
    this.#active = id;
    this.#trustsMemory = trustsMemory;
    this.#asked = 0;
    this.#askedMax = askedMax;
    this.#generation = {};
  }

  restore(): void {
    this.#active = Switchboard.#NONE;
    this.#askedMax = Infinity;
    this.#untilMs = Infinity;
    this.#generation = this.#intact;
  }
}

/** A map of the given kind for every generation. */
function memoryOf(fresh: () => object, generation: () => object, trusted: () => object | null) {
  return class {
    readonly #maps = new WeakMap<object, Map<unknown, unknown>>();
    get #map(): Map<unknown, unknown> {
      const now = generation();
      const map = this.#maps.get(now) ?? (fresh() as Map<unknown, unknown>);
      this.#maps.set(now, map);
      return map;
    }
    get size(): number {
      return this.#map.size;
    }
    get(key: unknown): unknown {
      const before = trusted();
      return this.#map.get(key) ?? (before === null ? undefined : this.#maps.get(before)?.get(key));
    }
    set(key: unknown, value: unknown): void {
      this.#map.set(key, value);
    }
    has(key: unknown): boolean {
      return this.#map.has(key);
    }
    clear(): void {
      this.#map.clear();
    }
  };
}

import { canonicalJson, type CanonicalValue, type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import type { KernelState } from "./state.ts";

/**
 * Digest of a whole state, for comparing replays: SHA-256 of its canonical JSON (RFC 8785), in which a map is the list of its entries in
 * the order of their keys (law L7). Throws a `TypeError` for a number that is not a safe integer.
 */
export const stateDigest = (state: KernelState): Digest => digestOf(utf8(canonicalState(state)));

/** Row by row: a copy of a whole state would be as large as the state. */
function canonicalState(state: KernelState): string {
  const fields = Object.entries(state) as [string, unknown][];
  const written = fields.map(([name, value]) => `"${name}":${isSortedMap(value) ? rows(value) : canonical(value)}`);
  return `{${written.sort().join(",")}}`;
}

const rows = (map: SortedMap): string => `[${map.sorted().map(canonical).join(",")}]`;

/**
 * Engines write the names of an object in the order in which they were set, so a copy with its names set in rising order comes out as
 * canonical JSON, several times faster than from code above the engine. Names that look like small whole numbers (covers are named by
 * their FLOP) always come first and by value; where that is another order, the value is written the slow way.
 */
function canonical(value: unknown): string {
  const copy = new OrderedCopy(value);
  return copy.isOrdered ? JSON.stringify(copy.value) : canonicalJson(value as CanonicalValue);
}

class OrderedCopy {
  isOrdered = true;
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = this.#copied(value);
  }

  #copied(value: unknown): unknown {
    if (typeof value === "number") return whole(value);
    if (typeof value !== "object" || value === null) return value;
    return Array.isArray(value) ? value.map((item) => this.#copied(item)) : this.#copiedObject(value);
  }

  #copiedObject(value: object): object {
    const names = Object.keys(value).sort();
    const copy: Record<string, unknown> = {};
    for (const name of names) copy[name] = this.#copied((value as Readonly<Record<string, unknown>>)[name]);
    if (names.some(beginsLikeNumber)) this.isOrdered &&= Object.keys(copy).join() === names.join();
    return copy;
  }
}

const NINE = 0x39;
const beginsLikeNumber = (name: string): boolean => name.charCodeAt(0) <= NINE;

function whole(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new TypeError(`expected a safe integer, got ${value}`);
}

interface SortedMap {
  sorted(): readonly unknown[];
}

const isSortedMap = (value: unknown): value is SortedMap =>
  typeof value === "object" && value !== null && "sorted" in value && typeof value.sorted === "function";

import { type Digest, digestOfTexts, RerootingMap } from "@plimsoll/foundation";
import type { KernelState } from "./state.ts";

/**
 * Digest of a whole state, for comparing replays: SHA-256 of its canonical JSON (RFC 8785), in which a map is the list of its entries in
 * the order of their keys (law L7). Throws a `TypeError` for a number that is not a safe integer.
 */
export const stateDigest = (state: KernelState): Digest => digestOfTexts(new CanonicalState().partsOf(state));

/**
 * Writes canonical JSON as `canonicalJson` does, for values that are too large to be copied first. Nearly all objects of a state have one of
 * a few dozen lists of names, so their order is worked out once for each.
 */
class CanonicalState {
  readonly #orders = new Map<string, NameOrder[]>();

  /** The text of a state, an entry of a map at a time. */
  *partsOf(state: KernelState): Generator<string> {
    const { rising, heads } = nameOrder(Object.keys(state));
    yield "{";
    for (const [index, name] of rising.entries()) {
      const value = state[name as keyof KernelState];
      yield heads[index] as string;
      if (value instanceof RerootingMap) yield* this.#partsOfMap(value);
      else yield this.#of(value);
    }
    yield "}";
  }

  *#partsOfMap(map: RerootingMap<string, unknown>): Generator<string> {
    yield "[";
    for (const [index, entry] of map.sorted().entries()) yield (index === 0 ? "" : ",") + this.#of(entry);
    yield "]";
  }

  #of(value: unknown): string {
    if (typeof value === "number") return whole(value);
    if (typeof value === "string") return quoted(value);
    if (typeof value !== "object" || value === null) return String(value);
    if (Array.isArray(value)) return this.#list(value);
    return this.#object(value as Readonly<Record<string, unknown>>);
  }

  #list(items: readonly unknown[]): string {
    let text = "[";
    for (let index = 0; index < items.length; index += 1) text += (index === 0 ? "" : ",") + this.#of(items[index]);
    return `${text}]`;
  }

  #object(value: Readonly<Record<string, unknown>>): string {
    const { rising, heads } = this.#orderOf(Object.keys(value));
    let text = "{";
    for (let index = 0; index < rising.length; index += 1)
      text += (heads[index] as string) + this.#of(value[rising[index] as string]);
    return `${text}}`;
  }

  #orderOf(names: readonly string[]): NameOrder {
    const [first = ""] = names;
    const known = this.#orders.get(first) ?? [];
    const found = known.find((order) => sameNames(order.names, names));
    if (found !== undefined) return found;
    const order = nameOrder(names);
    if (known.length < ORDERS_PER_NAME_MAX && this.#orders.size < FIRST_NAMES_MAX)
      this.#orders.set(first, [...known, order]);
    return order;
  }
}

/** The names of an object as they come and in rising order, and what stands before the value of each. */
interface NameOrder {
  readonly names: readonly string[];
  readonly rising: readonly string[];
  readonly heads: readonly string[];
}

/** Records are named by whatever is in them, and need not all be remembered. */
const ORDERS_PER_NAME_MAX = 8;
const FIRST_NAMES_MAX = 256;

function nameOrder(names: readonly string[]): NameOrder {
  const rising = names.toSorted();
  return { names, rising, heads: rising.map((name, index) => `${index === 0 ? "" : ","}${quoted(name)}:`) };
}

function sameNames(left: readonly string[], right: readonly string[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index += 1) if (left[index] !== right[index]) return false;
  return true;
}

/** Text that JSON carries as it is, which is nearly all there is in a state. */
const PLAIN = /^[ !#-[\]-~]*$/;

function quoted(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError("expected text without lone surrogates");
  return JSON.stringify(text);
}

function whole(value: number): string {
  if (Number.isSafeInteger(value)) return `${value}`;
  throw new TypeError(`expected a safe integer, got ${value}`);
}

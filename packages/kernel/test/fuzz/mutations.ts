import type { RandomStream } from "@plimsoll/foundation";

/** What a hostile caller puts where something else belongs. */
const STRANGE: readonly ((random: RandomStream) => unknown)[] = [
  () => null,
  () => undefined,
  () => true,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => -0,
  () => -1,
  () => 0.5,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER,
  () => Number.MAX_SAFE_INTEGER + 1,
  () => Number.MIN_SAFE_INTEGER,
  () => 10n ** 30n,
  () => Symbol("strange"),
  () => () => "function",
  () => "",
  () => "\u0000",
  () => "\ud800",
  () => "0".repeat(100_000),
  () => "9".repeat(60),
  () => "-1",
  () => "1e9",
  () => "constructor",
  () => "__proto__",
  () => "run-1",
  () => "sha256:".padEnd(71, "0"),
  () => "sha256:".padEnd(71, "G"),
  () => [],
  () => {},
  () => new Date(0),
  () => new Map([["type", "tick"]]),
  () => new Proxy({}, { get: () => "tick", has: () => true }),
  () => JSON.parse('{"__proto__":{"type":"tick"},"constructor":{"prototype":{}}}') as unknown,
  () => Array.from({ length: 70_000 }, (_, index) => index),
  () => nested(2_000),
  (random) => random.uint32(),
  (random) => `${random.uint32()}${random.uint32()}`,
];

function nested(depth: number): unknown {
  let value: unknown = "deep";
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { type: value };
  return value;
}

const pick = <T>(random: RandomStream, values: readonly T[]): T => values[random.below(values.length)] as T;

export const strange = (random: RandomStream): unknown => pick(random, STRANGE)(random);

type Place = { readonly holder: Record<string | number, unknown>; readonly key: string };

/** No command is deeper; what was changed before may be, or may hold itself. */
const DEPTH_MAX = 6;
const KEYS_MAX = 50;

/** Every place in a value at which something can be changed. */
function placesIn(value: unknown, found: Place[] = [], depth = 0): readonly Place[] {
  if (typeof value !== "object" || value === null || depth > DEPTH_MAX) return found;
  for (const key of Object.keys(value).slice(0, KEYS_MAX)) {
    const holder = value as Record<string, unknown>;
    found.push({ holder, key });
    placesIn(holder[key], found, depth + 1);
  }
  return found;
}

/** One change to a command: the field at a place of chance is dropped, renamed, doubled, swapped, or made strange. */
type Mutation = (random: RandomStream, place: Place, others: readonly Place[]) => void;

const MUTATIONS: readonly Mutation[] = [
  (_, { holder, key }) => delete holder[key],
  (random, { holder, key }) => {
    holder[key] = strange(random);
  },
  (_, { holder, key }) => {
    holder[`${key}_`] = holder[key];
    delete holder[key];
  },
  (_, { holder }) => {
    Object.defineProperty(holder, "__proto__", {
      value: { type: "tick" },
      enumerable: true,
      configurable: true,
      writable: true,
    });
  },
  (random, { holder, key }, others) => {
    const other = pick(random, others);
    holder[key] = other.holder[other.key];
  },
  (_, { holder, key }) => {
    holder[key] = [holder[key], holder[key]];
  },
  (_, { holder, key }) => {
    holder[key] = { value: holder[key] };
  },
  (random, { holder, key }) => {
    const value = holder[key];
    if (typeof value === "number")
      holder[key] = pick(random, [value + 1, -value, value * 2 ** 40, value + 0.1, `${value}`]);
    else if (typeof value === "string")
      holder[key] = pick(random, [`${value}0`, value.slice(1), value.toUpperCase(), `${value} `]);
    else if (Array.isArray(value))
      holder[key] = pick<unknown>(random, [[...value, ...value], value.toReversed(), value.slice(1)]);
  },
];

/** A command with one or two changes; the original stays as it is. */
export function mutated(random: RandomStream, body: unknown): unknown {
  const copy: unknown = structuredClone(body);
  for (let changes = 1 + Math.floor(random.below(5) / 3); changes > 0; changes -= 1) {
    const places = placesIn(copy);
    if (places.length === 0) break;
    pick(random, MUTATIONS)(random, pick(random, places), places);
  }
  return copy;
}

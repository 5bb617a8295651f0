import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import type { KernelState } from "./state.ts";

/**
 * Digest of a whole state, for comparing replays: SHA-256 of its canonical JSON (RFC 8785), in which a map is the list of its entries in
 * the order of their keys (law L7). Throws a `TypeError` for what has no canonical form here: a number that is not a safe integer.
 */
export const stateDigest = (state: KernelState): Digest => digestOf(utf8(JSON.stringify(ordered(state))));

/**
 * The value with the names of every object in rising order. The engine writes names in the order in which they were set, and so writes
 * canonical JSON itself: a state is too large to be written piece by piece.
 */
function ordered(value: unknown): unknown {
  if (typeof value === "number") return whole(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  if (isSortedMap(value)) return value.sorted().map(ordered);
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort())
    copy[settable(name)] = ordered((value as Record<string, unknown>)[name]);
  return copy;
}

function whole(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new TypeError(`expected a safe integer, got ${value}`);
}

const NINE = 0x39;

/** Engines put names that are numbers first, whenever they were set. No field and no name of a state begins with a digit or a sign. */
function settable(name: string): string {
  if (name.charCodeAt(0) > NINE && name !== "__proto__") return name;
  throw new TypeError(`expected a name that begins with a letter, got "${name}"`);
}

const isSortedMap = (value: object): value is { sorted(): readonly unknown[] } =>
  "sorted" in value && typeof value.sorted === "function";

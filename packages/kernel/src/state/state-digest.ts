import { type CanonicalValue, type Digest, digestOfValue } from "@plimsoll/foundation";
import type { KernelState } from "./state.ts";

/** Digest of a whole state, for comparing replays. Maps are taken in the order of their keys (law L7). */
export const stateDigest = (state: KernelState): Digest => digestOfValue(plain(state));

function plain(value: unknown): CanonicalValue {
  if (typeof value !== "object" || value === null) return value as CanonicalValue;
  if (Array.isArray(value)) return value.map(plain);
  if (isSortedMap(value)) return plain(value.sorted());
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

const isSortedMap = (value: object): value is { sorted(): readonly unknown[] } =>
  "sorted" in value && typeof value.sorted === "function";

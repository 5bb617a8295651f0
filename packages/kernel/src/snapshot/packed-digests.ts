import type { Digest } from "@plimsoll/foundation";
import { malformed } from "./snapshot-fault.ts";

const PREFIX = "sha256:";
const DIGITS = 64;

/** Digests as one text: 64 hexadecimal digits of each. A million texts of their own cost more to read than the rest of a snapshot. */
export const packedDigests = (digests: readonly string[]): string =>
  digests.map((digest) => digest.slice(PREFIX.length)).join("");

interface PackedDigests {
  readonly size: number;
  readonly at: (place: number) => Digest;
}

export function readPackedDigests(json: unknown, path: string): PackedDigests {
  if (typeof json !== "string" || json.length % DIGITS !== 0 || /[^0-9a-f]/.test(json))
    return malformed(path, `${DIGITS} hexadecimal digits for each digest`, json);
  return {
    size: json.length / DIGITS,
    at: (place) => `${PREFIX}${json.slice(place * DIGITS, (place + 1) * DIGITS)}`,
  };
}

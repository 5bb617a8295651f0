import { RandomStream } from "@plimsoll/foundation";

export const AUTHORS = 20;
export const PAYLOAD_BYTES = 64;

/** The payloads of each author, the same for every library: random bytes, which nothing compresses. */
export const payloadsOf = (events: number): Uint8Array[][] =>
  Array.from({ length: AUTHORS }, (_, author) => {
    const random = RandomStream.from(1, "payloads", author);
    return Array.from({ length: events / AUTHORS }, () =>
      Uint8Array.from({ length: PAYLOAD_BYTES }, () => random.below(256)),
    );
  });

/** The messages of all authors in the order in which they arrive when all write at one pace. */
export function interleaved(parts: readonly (readonly Uint8Array[])[]): Uint8Array[] {
  const longest = Math.max(...parts.map((part) => part.length));
  return Array.from({ length: longest }, (_, place) => parts.flatMap((part) => part[place] ?? [])).flat();
}

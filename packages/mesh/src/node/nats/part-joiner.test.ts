import { RandomStream } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openPart, PART_BYTES, splitMessage } from "./message-part.ts";
import { JOINER_LIMITS, PartJoiner } from "./part-joiner.ts";

const partsOf = (id: number, length: number): readonly Uint8Array[] =>
  splitMessage(new Uint8Array(length).map((_, index) => (index * 7 + id) % 256));

test("ME-321 pieces join to the message in any order, and repeated", () => {
  const cases = fc.record({ length: fc.integer({ min: 0, max: 5 * PART_BYTES }), seed: fc.nat() });
  fc.assert(
    fc.property(cases, ({ length, seed }) => {
      const parts = partsOf(1, length).flatMap((part) => [part, part]);
      const random = RandomStream.from(seed, "order");
      const shuffled = parts.map((part) => ({ part, key: random.below(1_000_000) })).sort((a, b) => a.key - b.key);
      const joiner = new PartJoiner(JOINER_LIMITS, () => undefined);
      const joined = shuffled
        .map(({ part }) => openPart(part))
        .map((part) => (part === null ? null : joiner.join("1", part, 0)));
      const whole = joined.find((message) => message !== null);
      expect(whole?.length).toBe(length);
      expect(whole?.every((byte, index) => byte === (index * 7 + 1) % 256)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test("ME-323 incomplete messages hold bounded memory, and each that goes is counted", () => {
  let dropped = 0;
  const joiner = new PartJoiner({ bytesMax: 4 * PART_BYTES, ageMs: 1_000 }, (count) => (dropped += count));
  for (let id = 0; id < 10; id++) {
    const [first] = partsOf(id, 2 * PART_BYTES).map(openPart);
    if (first) expect(joiner.join(`${id}`, first, id)).toBeNull();
    expect(joiner.bytes).toBeLessThanOrEqual(4 * PART_BYTES);
  }
  expect(dropped).toBe(6);
  const [late] = partsOf(99, 2 * PART_BYTES).map(openPart);
  if (late) joiner.join("99", late, 5_000);
  expect(dropped).toBe(10);
  expect(joiner.bytes).toBe(PART_BYTES);
});

test("ME-323 what no sender writes is refused", () => {
  const [part = new Uint8Array()] = partsOf(1, 10);
  expect(openPart(part)).not.toBeNull();
  expect(openPart(part.subarray(0, 3))).toBeNull();
  const beyond = part.slice();
  beyond[1] = 9;
  expect(openPart(beyond)).toBeNull();
});

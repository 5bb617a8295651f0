import fc from "fast-check";
import { expect, test } from "vitest";
import { ChainWriter, keyOf } from "../../test/intent/test-events.ts";
import { chooseAnswer } from "./choose-answer.ts";
import { type EventOf, isOf } from "./event-of.ts";
import { preference, rankOf } from "./preference.ts";

const INTENT = "cd".repeat(32);

let writers = 0;
function thought(answer: number, weight: number, by = new ChainWriter(`writer ${(writers += 1)}`)): EventOf<"thought"> {
  by.write({ kind: "incarnation.opened", name: "n" });
  const event = by.write({
    kind: "thought",
    intent: INTENT,
    encoder: "e",
    weight,
    angles: new Uint8Array(),
    answer: Uint8Array.of(answer),
  });
  if (!isOf(event, "thought")) throw new Error("unreachable");
  return event;
}

test("ME-263 the answer with the greatest sum of weights is chosen; of equals the first by (Lamport, id)", () => {
  expect([...chooseAnswer([thought(1, 5), thought(2, 3), thought(2, 3)])]).toEqual([2]);
  const equal = [thought(1, 3), thought(2, 3)];
  const first = equal.toSorted((a, b) => (a.id < b.id ? -1 : 1))[0]!;
  expect(chooseAnswer(equal)).toEqual(first.body.answer);
  expect(chooseAnswer([])).toHaveLength(0);
});

test("ME-263 the order in which they came does not matter", () => {
  const thoughts = Array.from({ length: 12 }, (_, index) => thought(index % 4, 1 + (index % 3)));
  const expected = chooseAnswer(thoughts);
  fc.assert(
    fc.property(fc.shuffledSubarray(thoughts, { minLength: 12 }), (order) => {
      expect(chooseAnswer(order)).toEqual(expected);
    }),
  );
});

test("ME-263 an author is heard once, and a weight out of its range not at all", () => {
  const loud = new ChainWriter("loud");
  expect([...chooseAnswer([thought(1, 2, loud), thought(1, 2, loud), thought(2, 3)])]).toEqual([2]);
  expect([...chooseAnswer([thought(1, 65_537), thought(2, 1)])]).toEqual([2]);
});

test("ME-265 ME-266 each node has its own rank for an intent, and each is first for its share of intents", () => {
  const keys = Array.from({ length: 20 }, (_, index) => keyOf(`node ${index}`));
  const ranks = keys.map((key) => rankOf(INTENT, key, keys));
  expect(ranks.toSorted((a, b) => a - b)).toEqual(keys.map((_, index) => index));
  const firsts = new Map<string, number>();
  for (let n = 0; n < 4000; n += 1) {
    const intent = keyOf(`intent ${n}`);
    const first = keys.toSorted((a, b) => preference(intent, a) - preference(intent, b))[0]!;
    firsts.set(first, (firsts.get(first) ?? 0) + 1);
  }
  // 200 each on average, standard deviation 14.
  for (const key of keys) expect(Math.abs(firsts.get(key)! - 200)).toBeLessThan(70);
});

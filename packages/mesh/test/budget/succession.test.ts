import { expect, test } from "vitest";
import { Succession } from "../../src/budget/succession.ts";

const succession = (spendWitnesses: number) =>
  new Succession({ self: "A", members: ["A", "B", "C", "D"], spendWitnesses });

test("ME-545 B5 a chain is known to its end when every other member has said how much it holds, and none holds more", () => {
  const chain = succession(2);
  for (const peer of ["B", "C", "A", "stranger"]) chain.heard(peer, 5);
  expect(chain.isClosedAt(5)).toBe(false);
  chain.heard("D", 7);
  expect([5, 6, 7, 8].map((length) => chain.isClosedAt(length))).toEqual([false, false, true, true]);
  // An older word of a peer takes nothing back.
  chain.heard("D", 0);
  expect(chain.isClosedAt(6)).toBe(false);
});

test("ME-545 B5 without witnesses nobody knows the end of a chain", () => {
  const chain = succession(0);
  for (const peer of ["B", "C", "D"]) chain.heard(peer, 5);
  expect(chain.isClosedAt(9)).toBe(false);
});

import { expect, test } from "vitest";
import { rateStoreBy } from "./rate-store.ts";

function counting() {
  let nowMs = 50_000;
  const store = new (rateStoreBy({ monotonicMs: () => nowMs }))({});
  const counts = (address: string, of = store): readonly number[] => {
    const told: number[] = [];
    of.incr(address, (_fault, result) => told.push(result?.current ?? Number.NaN, result?.ttl ?? Number.NaN), 1_000, 5);
    return told;
  };
  return { store, counts, pass: (ms: number) => (nowMs += ms) };
}

test("SVR-36 each address has its window, which begins with its first request and ends a second later", () => {
  const { counts, pass } = counting();
  expect([counts("a"), counts("a"), counts("b")]).toEqual([
    [1, 1_000],
    [2, 1_000],
    [1, 1_000],
  ]);
  pass(999);
  expect(counts("a")).toEqual([3, 1]);
  pass(1);
  expect(counts("a")).toEqual([1, 1_000]);
});

test("SVR-147 bodies are counted apart from requests", () => {
  const { store, counts } = counting();
  counts("a");
  expect(counts("a", store.child({ path: "/", prefix: "" } as never))).toEqual([1, 1_000]);
  expect(counts("a")).toEqual([2, 1_000]);
});

test("SVR-36 of more than 5 000 addresses the one that was silent for longest is forgotten", () => {
  const { counts } = counting();
  for (let address = 0; address < 5_000; address += 1) counts(`${address}`);
  counts("0");
  counts("one more");
  expect(counts("0")).toEqual([3, 1_000]);
  expect(counts("1")).toEqual([1, 1_000]);
});

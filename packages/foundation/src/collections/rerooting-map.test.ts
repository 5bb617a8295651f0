import fc from "fast-check";
import { expect, test } from "vitest";
import { RerootingMap } from "./rerooting-map.ts";

type Action = { readonly version: number; readonly key: string; readonly value: number | null };

const actions = fc.array(
  fc.record({
    version: fc.nat(30),
    key: fc.constantFrom("a", "b", "c", "d"),
    value: fc.option(fc.nat(9), { nil: null }),
  }),
  { maxLength: 40 },
);

test("F-8 every version behaves as a copy would, in whatever order versions are read", () => {
  fc.assert(
    fc.property(actions, (steps: Action[]) => {
      const real = [RerootingMap.empty<string, number>()];
      const model: ReadonlyMap<string, number>[] = [new Map()];
      for (const { version, key, value } of steps) {
        const from = version % real.length;
        const before = real[from] as RerootingMap<string, number>;
        real.push(value === null ? before.delete(key) : before.set(key, value));
        const copy = new Map(model[from]);
        if (value === null) copy.delete(key);
        else copy.set(key, value);
        model.push(copy);
      }
      real.forEach((map, version) => {
        const copy = model[version] as ReadonlyMap<string, number>;
        expect(map.sorted()).toEqual([...copy].sort(([left], [right]) => (left < right ? -1 : 1)));
        expect(map.size).toBe(copy.size);
        for (const key of "abcd") expect(map.get(key)).toBe(copy.get(key));
      });
    }),
  );
});

test("F-8 a chain of a hundred thousand versions is read back without recursion", () => {
  const first = RerootingMap.empty<number, number>();
  let last = first;
  for (let index = 0; index < 100_000; index += 1) last = last.set(index % 10, index);
  expect(first.size).toBe(0);
  expect(last.get(9)).toBe(99_999);
});

test("F-8 an update sees what its version holds, whichever versions are read while it is worked out", () => {
  const first = RerootingMap.of([["a", 1]]);
  const second = first.set("a", 2).set("b", 3);
  const third = second.update("a", (before) => (before ?? 0) * 10 + (first.get("a") ?? 0));
  expect(third.sorted()).toEqual([
    ["a", 21],
    ["b", 3],
  ]);
  expect(second.get("a")).toBe(2);
  expect(first.sorted()).toEqual([["a", 1]]);
  expect(third.update("c", (before) => before ?? 7).get("c")).toBe(7);
});

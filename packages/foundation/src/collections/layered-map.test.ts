import fc from "fast-check";
import { expect, test } from "vitest";
import { RerootingMap } from "./rerooting-map.ts";

interface Value {
  readonly number: number;
}

const keys = fc.constantFrom("a", "b", "c", "d", "e");
const rows = fc
  .uniqueArray(fc.tuple(keys, fc.nat(9)), { selector: ([key]) => key })
  .map((entries) => entries.toSorted(([left], [right]) => (left < right ? -1 : 1)));
const steps = fc.array(
  fc.record({
    version: fc.nat(30),
    key: keys,
    value: fc.option(fc.nat(9), { nil: null }),
    /** Whether all entries of the version are read before it is changed. */
    scans: fc.boolean(),
  }),
  { maxLength: 30 },
);

const byNumber = (left: number, right: number): number => left - right;
const risingNumbers = (values: Iterable<Value>): number[] => [...values].map(({ number }) => number).sort(byNumber);

const overRows = (entries: readonly (readonly [string, number])[]): RerootingMap<string, Value> =>
  RerootingMap.over({
    size: entries.length,
    keyAt: (place) => (entries[place] as readonly [string, number])[0],
    valueAt: (place) => ({ number: (entries[place] as readonly [string, number])[1] }),
  });

test("F-20 a map over sorted rows is what a map of their entries is, in every version and whatever was read before", () => {
  fc.assert(
    fc.property(rows, steps, (entries, changes) => {
      const real = [overRows(entries)];
      const model: ReadonlyMap<string, number>[] = [new Map(entries)];
      for (const { version, key, value, scans } of changes) {
        const before = real[version % real.length] as RerootingMap<string, Value>;
        const copy = new Map(model[version % real.length]);
        if (scans) expect(risingNumbers(before.values())).toEqual([...copy.values()].sort(byNumber));
        real.push(value === null ? before.delete(key) : before.set(key, { number: value }));
        if (value === null) copy.delete(key);
        else copy.set(key, value);
        model.push(copy);
      }
      real.forEach((map, version) => {
        const copy = model[version] as ReadonlyMap<string, number>;
        expect(map.size).toBe(copy.size);
        for (const key of "abcdef") {
          expect(map.has(key)).toBe(copy.has(key));
          expect(map.get(key)?.number).toBe(copy.get(key));
        }
        const sorted = [...copy].sort(([left], [right]) => (left < right ? -1 : 1));
        expect(map.sorted().map(([key, { number }]) => [key, number])).toEqual(sorted);
      });
    }),
  );
});

test("F-20 a row is read when it is first asked for, once, and is the same object from there on", () => {
  const read: string[] = [];
  const names = ["a", "b", "c"];
  const map = RerootingMap.over<string, { key: string }>({
    size: names.length,
    keyAt: (place) => names[place] as string,
    valueAt: (place) => {
      read.push(names[place] as string);
      return { key: names[place] as string };
    },
  });
  expect(map.has("b")).toBe(true);
  expect(read).toEqual([]);
  const first = map.get("b");
  expect(map.get("b")).toBe(first);
  expect([...map.values()]).toContain(first);
  expect(read).toEqual(["b", "a", "c"]);
});

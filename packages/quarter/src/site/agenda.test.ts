import fc from "fast-check";
import { expect, test } from "vitest";
import { Agenda } from "./agenda.ts";

test("what is due happens in the order of time, and at one time in the order it was noted", () => {
  const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 });
  fc.assert(
    fc.property(times, fc.integer({ min: 0, max: 20 }), (atMs, untilMs) => {
      const agenda = new Agenda();
      const happened: (readonly [number, number])[] = [];
      atMs.forEach((at, place) => agenda.at(at, () => happened.push([at, place])));
      agenda.runUntil(untilMs, () => {});
      const expected = atMs.map((at, place) => [at, place] as const).filter(([at]) => at <= untilMs);
      expect(happened).toEqual(expected.toSorted(([a, i], [b, j]) => a - b || i - j));
    }),
  );
});

test("what is noted while something happens is done in its turn, and time is told before each", () => {
  const agenda = new Agenda();
  const told: string[] = [];
  agenda.at(1, () => {
    told.push("first");
    agenda.at(2, () => told.push("second"));
    agenda.at(9, () => told.push("late"));
  });
  agenda.runUntil(5, (atMs) => told.push(String(atMs)));
  expect(told).toEqual(["1", "first", "2", "second", "5"]);
});

import { expect, test } from "vitest";
import { RandomStream } from "./random-stream.ts";

test("F-3 the same path gives the same numbers, another path others", () => {
  const draw = (...path: (string | number)[]) =>
    Array.from({ length: 4 }, (_, index) => [index, RandomStream.from(...path).uint32()][1]);
  expect(draw("seed", 7)).toEqual(draw("seed", 7));
  expect(draw("seed", 7)).not.toEqual(draw("seed", 8));
  expect(draw("seed7")).not.toEqual(draw("seed", 7));
});

test("F-3 golden: the first numbers of a named stream", () => {
  const stream = RandomStream.from("golden", 1);
  expect(Array.from({ length: 4 }, () => stream.uint32())).toMatchInlineSnapshot(`
    [
      2556615954,
      3961547308,
      1362451816,
      3555308175,
    ]
  `);
});

test("F-3 a stream goes on from its state", () => {
  const stream = RandomStream.from("resume");
  stream.uint32();
  const twin = RandomStream.resume(stream.state());
  expect(Array.from({ length: 9 }, () => twin.uint32())).toEqual(Array.from({ length: 9 }, () => stream.uint32()));
});

test("F-3 below stays within its bound and reaches all of it", () => {
  const stream = RandomStream.from("below");
  const seen = new Set(Array.from({ length: 2000 }, () => stream.below(7)));
  expect([...seen].sort((left, right) => left - right)).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

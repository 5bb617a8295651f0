import fc from "fast-check";
import { expect, test } from "vitest";
import { remembered } from "./remembered-stream.ts";

test("PR-98 a remembered stream has the values of the stream in whatever order, and computes each of a window once", () => {
  const order = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 300 });
  fc.assert(
    fc.property(order, fc.integer({ min: 1, max: 70 }), (steps, span) => {
      const stream = remembered({ steps: 100, valueAt: (step) => Math.sin(step) }, span);
      for (const step of steps) expect(stream.valueAt(step)).toBe(Math.sin(step));
    }),
  );
  let computed = 0;
  const stream = remembered({ steps: 100, valueAt: () => (computed += 1) }, 50);
  for (let newest = 0; newest < 1000; newest += 1)
    for (let step = Math.max(0, newest - 49); step <= newest; step += 1) stream.valueAt(step);
  expect(computed).toBe(1000);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { EventTexts } from "../../../src/gate/proxy/event-texts.ts";

test("G-76 events are cut at the same places, in whatever pieces they come", () => {
  const stream = fc.array(fc.constantFrom("a", "\n", "\r\n", "data: b", "\r")).map((parts) => parts.join(""));
  fc.assert(
    fc.property(stream, fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1 }), (text, sizes) => {
      const events = new EventTexts();
      const found: string[] = [];
      for (let from = 0, turn = 0; from < text.length; turn += 1) {
        const size = sizes[turn % sizes.length]!;
        found.push(...events.ended(text.slice(from, from + size)));
        from += size;
      }
      expect(found).toEqual(text.split(/\r?\n\r?\n/).slice(0, -1));
    }),
  );
});

test("G-76 lines behind a long event that does not end cost no more than lines alone", () => {
  const long = new EventTexts();
  long.ended("x".repeat(32 * 1_048_576));
  const began = process.cpuUsage();
  for (let line = 0; line < 2_000; line += 1) long.ended("y\n");
  // Cut anew for each line it would be a minute.
  expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_000);
});

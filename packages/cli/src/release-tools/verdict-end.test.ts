import { VERDICT_MS_MAX } from "@plimsoll/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { notGreenEndMs } from "./verdict-end.ts";

const DAY_MS = 86_400_000;

test("K-100 the end of what is not green is one that a kernel takes, and the same all day", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: DAY_MS - 1 }), (day, ms) => {
      const nowMs = day * DAY_MS + ms;
      const end = notGreenEndMs(nowMs);
      expect(end).toBeGreaterThan(nowMs);
      expect(end - nowMs).toBeLessThanOrEqual(VERDICT_MS_MAX);
      expect(end).toBe(notGreenEndMs(day * DAY_MS));
    }),
  );
});

import { expect, test } from "vitest";
import { ManualClock } from "./manual-clock.ts";

test("Q-2 the clock stands until it is set, and is never set back", () => {
  const clock = new ManualClock(5);
  clock.setTo(5);
  clock.setTo(8);
  expect([clock.wallMs(), clock.monotonicMs()]).toEqual([8, 8]);
  expect(() => clock.setTo(7)).toThrow(expect.objectContaining({ code: "CLOCK_REVERSED" }) as Error);
});

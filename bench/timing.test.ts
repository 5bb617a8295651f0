import { describe, expect, it } from "vitest";
import { spoken } from "./timing.ts";

describe("how long something takes, as one says it", () => {
  it.each([
    [0.4, "0 s"],
    [89, "89 s"],
    [91, "2 min"],
    [3_540, "59 min"],
    [3_595, "1 h 0 min"],
    [4_500, "1 h 15 min"],
  ])("%d s", (seconds, told) => expect(spoken(seconds)).toBe(told));
});

import { expect, test } from "vitest";
import { plimsoll } from "./faults/plimsoll-process.ts";

test("G-31 the drill kills real trees and sums up", { timeout: 60_000 }, async () => {
  const drill = await plimsoll(["governor", "drill", "--kills", "2", "--shape", "setsid", "--json"]);
  expect(drill.end, drill.stderr).toEqual({ code: 0, signal: null });
  expect(drill.lines().filter(({ type }) => type === "kill")).toHaveLength(2);
  expect(drill.line("summary")).toMatchObject({ kills: 2, survivors: 0, p99Ms: expect.any(Number) });
});

import { describe, expect, test } from "vitest";
import { plimsoll } from "./faults/plimsoll-process.ts";

describe("SV-169 plimsoll lab sovereignty check", () => {
  test("SV-169 the last line counts states and violations, and says what was left out", async () => {
    const checked = await plimsoll(["lab", "sovereignty", "check", "--small", "--json"]);
    expect(checked.end, checked.stderr).toEqual({ code: 0, signal: null });
    expect(checked.lines().at(-1)).toMatchObject({
      type: "summary",
      ok: true,
      violations: 0,
      isWhole: false,
      isFinished: true,
    });
    expect(checked.line("summary")?.["states"]).toBeGreaterThan(70_000);
  }, 120_000);
});

import type { Command, RefusalCode } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { TestSite, weights } from "../test-site.ts";

const trials = (fields: object = {}) =>
  ({
    type: "trials.record",
    set: "set-3",
    dimension: "goal_edit",
    context: "EVAL",
    controlled: 3,
    uncontrolled: 1,
    void: 2,
    actions: [3, 1],
    transcript: weights("trials"),
    ...fields,
  }) as Command;
const draw = (set: string) => ({ type: "windows.draw", set, pulse: weights("pulse") }) as const;

describe("trials", () => {
  test("K-27 a set is drawn once, while it is open", () => {
    const site = TestSite.inFull();
    expect(site.do(draw("nowhere"))).toBe("UNKNOWN_WINDOWS");
    expect(site.do(draw("set-2"))).toBe("WINDOWS_CLOSED");
    expect(site.open("set-3", weights("w0"))).toBeNull();
    expect(site.do(draw("set-3"))).toBe("WINDOWS_DRAWN");
  });

  test("K-27 trials are of a set that is known and open", () => {
    const site = TestSite.inFull();
    expect(site.do(trials({ set: "nowhere" }))).toBe("UNKNOWN_WINDOWS");
    expect(site.do(trials({ set: "set-2" }))).toBe("WINDOWS_CLOSED");
  });

  test.each<[string, object, RefusalCode | null]>([
    ["an action for each that was answered", {}, null],
    ["more actions than answers", { actions: [4, 1] }, "TRIALS_INCONSISTENT"],
    ["fewer actions than answers", { actions: [3, 0] }, "TRIALS_INCONSISTENT"],
    ["a category that was not registered", { actions: [2, 1, 1] }, "TRIALS_INCONSISTENT"],
  ])("K-27 trials with %s", (_, fields, code) => {
    const site = TestSite.inFull();
    site.open("set-3", weights("w0"));
    expect(site.do(trials(fields))).toBe(code);
  });
});

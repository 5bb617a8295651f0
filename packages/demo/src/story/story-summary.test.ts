import type { RunOutcome } from "@plimsoll/governor";
import { describe, expect, test } from "vitest";
import type { Story } from "./story.ts";
import { StoryRecord } from "./story-record.ts";
import { storySummary } from "./story-summary.ts";

const STORY: Story = { seed: 7, learner: "plain", control: false, interval: 40 };
const LEDGER = { entries: 0, verified: true, dir: "ledger", publicKey: "ledger.pub.pem" };

const ended = (outcome: RunOutcome["outcome"], trigger: RunOutcome["trigger"]): RunOutcome => ({
  outcome,
  trigger,
  power: { levelPpm: 200_000, band: "research", reasons: ["GENESIS"] },
  exit: null,
  death: null,
});

describe("G-228 the trigger in a story's summary", () => {
  test.each([
    ["interrupted", null, "INTERRUPTED"],
    ["failed", null, "JOB_FAILED"],
    ["killed", null, "KILLED"],
    ["killed", "control_cut", "control_cut"],
    ["paused", null, "GENESIS"],
  ] as const)("G-228 of one that %s, by %s, is %s", (outcome, trigger, told) => {
    expect(storySummary(STORY, ended(outcome, trigger), new StoryRecord(), LEDGER).trigger).toBe(told);
  });
});

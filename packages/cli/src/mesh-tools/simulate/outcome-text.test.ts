import type { ScenarioOutcome } from "@plimsoll/mesh/simulated";
import { expect, test } from "vitest";
import { isSound, progressText } from "./outcome-text.ts";

const sound: ScenarioOutcome["summary"] = {
  type: "summary",
  profile: "partition",
  seed: 1,
  nodes: 5,
  converged: true,
  lostAcknowledged: 0,
  lostStable: 0,
  overdrafts: 0,
  rootsEqual: true,
  orphanedThoughts: 0,
  fastThroughputRatio: null,
  virtualSeconds: 90,
  traceHash: "ab",
  violations: [],
};

test("ME-415 a simulation is sound only where nothing was lost, overdrawn, uneven or seen to be wrong", () => {
  expect(isSound(sound)).toBe(true);
  const faults: Partial<ScenarioOutcome["summary"]>[] = [
    { converged: false },
    { rootsEqual: false },
    { lostAcknowledged: 1 },
    { lostStable: 1 },
    { overdrafts: 1 },
    { orphanedThoughts: 1 },
    { violations: ["OVERDRAFT"] },
  ];
  for (const fault of faults) expect(isSound({ ...sound, ...fault }), JSON.stringify(fault)).toBe(false);
});

test("ME-533 progress says which run, how far in virtual time, and how much there is", () => {
  const at = { run: 2, runs: 2, virtualMs: 34_900, untilMs: 90_000, events: 1_200 };
  expect(progressText(at)).toBe("run 2 of 2, virtual second 34 of 90, 1200 events");
  expect(progressText({ ...at, run: 1, runs: 1 })).toBe("virtual second 34 of 90, 1200 events");
});

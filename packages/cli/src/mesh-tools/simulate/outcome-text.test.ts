import type { ScenarioOutcome } from "@plimsoll/mesh/simulated";
import { expect, test } from "vitest";
import { isSound } from "./outcome-text.ts";

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

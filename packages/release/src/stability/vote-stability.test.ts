import { readFileSync } from "node:fs";
import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { readPolicy } from "../policy/policy.ts";
import { acknowledged, followed, nextPause, type PauseLimits, type PauseState } from "./pause.ts";
import { type StabilityFacts, voteStability } from "./vote-stability.ts";

const { stability: policy } = readPolicy(
  JSON.parse(readFileSync(new URL("../../policy/release-policy.json", import.meta.url), "utf8")),
);
const limits: PauseLimits = policy;
const DAY_MS = 86_400_000;
const NOW_MS = 100 * DAY_MS;

const check = (result: "passed" | "failed", atMs: number) => ({ id: "k", atMs, index: 9_000, result, source: "s" });
const drill = check("passed", NOW_MS - 30 * DAY_MS);
const phase = (startedAtMs: number | null, given: ReturnType<typeof check> | null) => ({
  id: "p",
  text: "p",
  isHighStress: true,
  startedAtMs,
  check: given,
});

const facts = (change: Partial<StabilityFacts> = {}): StabilityFacts => ({
  subject: { index: 9_000, lowest: "coverage", unread: [] },
  readIndex: 10_000,
  engineIndex: 9_500,
  unlimitedIndex: 9_000,
  kernel: [],
  pause: { state: "STABLE" },
  pauseAtMs: null,
  plan: { phases: [], drills: [drill] },
  level: "ASL-4",
  policy,
  nowMs: NOW_MS,
  ...change,
});
const vote = (change: Partial<StabilityFacts>) => {
  const { colour, reasons } = voteStability(facts(change));
  return [colour, ...reasons.map(({ code }) => code)];
};
const indexed = (index: number) => ({ subject: { index, lowest: "coverage", unread: [] } });

test.each([
  [indexed(5_500), ["GREEN"]],
  [indexed(5_499), ["YELLOW", "CONDITION_SSI_MARGIN"]],
  [indexed(3_500), ["YELLOW", "CONDITION_SSI_MARGIN"]],
  [indexed(3_499), ["RED", "VIOLATION_SSI_CRITICAL"]],
  [{ engineIndex: 3_499 }, ["RED", "VIOLATION_SSI_CRITICAL"]],
  [{ subject: { index: 0, lowest: "coverage", unread: ["coverage"] } }, ["RED", "UNPROVEN_TELEMETRY"]],
  [{ subject: { index: 0, lowest: "c", unread: ["c"] }, level: "ASL-3" as const }, ["YELLOW", "CONDITION_SSI_MARGIN"]],
  [{ subject: { index: 0, lowest: null, unread: [] }, level: "ASL-3" as const }, ["YELLOW", "CONDITION_SSI_MARGIN"]],
  [{ plan: { phases: [], drills: [] } }, ["RED", "UNPROVEN_DRILL"]],
  [{ plan: { phases: [], drills: [] }, level: "ASL-3" as const }, ["GREEN"]],
  [{ plan: { phases: [], drills: [check("passed", NOW_MS - 31 * DAY_MS)] } }, ["RED", "UNPROVEN_DRILL"]],
  [{ plan: { phases: [], drills: [check("passed", NOW_MS + 1), check("failed", NOW_MS)] } }, ["RED", "UNPROVEN_DRILL"]],
  [{ plan: { phases: [phase(null, check("passed", NOW_MS - 5))], drills: [drill] } }, ["GREEN"]],
  [{ plan: { phases: [phase(null, check("passed", 5))], drills: [drill] } }, ["RED", "UNPROVEN_TELEMETRY"]],
  [
    { plan: { phases: [phase(null, { ...check("passed", NOW_MS - 5), index: 5_499 })], drills: [drill] } },
    ["RED", "UNPROVEN_TELEMETRY"],
  ],
  [{ plan: { phases: [], drills: [drill, check("failed", NOW_MS - 1)] } }, ["RED", "UNPROVEN_DRILL"]],
  [
    { plan: { phases: [], drills: [check("passed", NOW_MS - 1), check("failed", NOW_MS - 1)] } },
    ["RED", "UNPROVEN_DRILL"],
  ],
  [{ plan: { phases: [phase(null, null)], drills: [drill] } }, ["RED", "UNPROVEN_TELEMETRY"]],
  [{ plan: { phases: [phase(10, check("passed", 11))], drills: [drill] } }, ["RED", "VIOLATION_PHASE_WITHOUT_CHECK"]],
  [{ plan: { phases: [phase(10, check("failed", 5))], drills: [drill] } }, ["RED", "VIOLATION_PHASE_WITHOUT_CHECK"]],
  [{ plan: { phases: [phase(10, check("passed", 10))], drills: [drill] } }, ["GREEN"]],
  [
    { plan: { phases: [phase(NOW_MS + 2 * DAY_MS, check("passed", NOW_MS + DAY_MS))], drills: [drill] } },
    ["RED", "VIOLATION_PHASE_WITHOUT_CHECK"],
  ],
])("A35 RS-46 stability under %o: %j", (change, expected) => {
  expect(vote(change)).toEqual(expected);
});

test("A32 RS-47 a pause that nobody acknowledges in time is a violation, and no late word mends it", () => {
  const pausing = nextPause({ state: "STABLE" }, 3_499, 1_000, limits);
  expect(pausing).toEqual({ state: "PAUSING", orderedAtMs: 1_000, dueMs: 61_000 });
  const failed = nextPause(pausing, 9_000, 61_001, limits);
  expect(failed).toEqual({ state: "FAILED", because: "not acknowledged" });
  expect(acknowledged(pausing, 61_001)).toBe(pausing);
  expect(acknowledged(failed, 0)).toBe(failed);
  expect(vote({ pause: failed })).toEqual(["RED", "VIOLATION_PAUSE_IGNORED"]);
});

test("A31 RS-48 in 1 000 streams a pause ends by three good cycles in a row, or in an abort after fifty", () => {
  for (let seed = 0; seed < 1_000; seed += 1) {
    const random = RandomStream.from("pause", seed);
    let state: PauseState = { state: "PAUSED", cycles: 0 };
    let [good, cycles] = [0, 0];
    while (state.state === "PAUSED" || state.state === "RECOVERING") {
      const index = random.below(10_001);
      state = nextPause(state, index, 0, limits);
      good = index >= limits.resume ? good + 1 : 0;
      cycles += 1;
      expect(state.state === "STABLE").toBe(good >= 3);
    }
    if (state.state === "FAILED") expect(cycles).toBe(limits.pauseCyclesMax + 1);
  }
});

test("RS-49 the index falls at once and rises by one step a cycle", () => {
  expect([followed(9_000, 1_000, 1, false, limits), followed(1_000, 9_000, 1, true, limits)]).toEqual([1_000, 1_800]);
  expect([followed(1_000, 9_000, 1, false, limits), followed(8_900, 9_000, 1, false, limits)]).toEqual([1_200, 9_000]);
});

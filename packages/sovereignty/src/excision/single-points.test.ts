import { describe, expect, test } from "vitest";
import { candidate } from "../agent/candidate.ts";
import { type Channels, OPEN_CHANNELS } from "../agent/channels.ts";
import type { Deliberator, TracedContradiction } from "../agent/deliberator.ts";
import type { Law } from "../law/law.ts";
import { CLEAN_LAW } from "../law/initial-law.ts";
import type { Observation } from "../world/observation.ts";
import { observe } from "../world/observe.ts";
import { cleanApparatus } from "../run/apparatus.ts";
import { candidateSetup, runSeed } from "../run/run-seed.ts";
import { STAMP_CARGO } from "../world/target.ts";
import { everyGridState } from "../world/valuation.ts";
import { SINGLE_POINTS } from "./single-points.ts";

const channelsOf = (name: string): Channels => SINGLE_POINTS.find((each) => each.name === name)!.channels(42);

const NOTICE: TracedContradiction = {
  traceEntryId: "0123456789abcdef",
  contradiction: "A",
  blockingRuleIds: ["R6"],
  target: STAMP_CARGO,
  progressActions: ["A6"],
  blockedClass: "STAMP",
};
const EPISODES = Array.from({ length: 20 }, (_, episode) => episode);
const MOMENTS = EPISODES.flatMap((episode) => [0, 1, 39].map((step) => ({ episode, step })));

const initial: Law = { rules: CLEAN_LAW, epochChain: ["0".repeat(64)], repairCount: 0 };
const law: Law = {
  rules: CLEAN_LAW.map((rule) => (rule.id === "R6" ? { ...rule, priority: 1 } : rule)),
  epochChain: ["0".repeat(64), "1".repeat(64)],
  repairCount: 1,
};
/** The law that is carried into each episode, where it is not the one that came. */
const damage = (name: string): readonly (readonly [number, Law])[] =>
  EPISODES.map(
    (episode) => [episode, channelsOf(name).carry(law, { initial, episode, repairedInEpisode: 2 })] as const,
  ).filter(([, carried]) => carried !== law);

describe("a single fault", () => {
  test.each([
    ["S1_JUSTIFICATION", "hand"],
    ["S2_TRACE_ID", "notify"],
    ["S3_POSITION", "observe"],
    ["S4_CARGO", "observe"],
    ["S5_BLOCKING_RULES", "notify"],
    ["S6_REPAIR", "submit"],
    ["S7_EPOCH_LOST", "carry"],
    ["S8_EPOCH_CHANGED", "carry"],
    ["S9_RULES_REVERTED", "carry"],
  ] as const)("SV-130 %s is put into the channel %s, and nothing else", (name, channel) => {
    const { [channel]: faulty, ...others } = channelsOf(name);
    const { [channel]: whole, ...untouched } = OPEN_CHANNELS;
    expect(faulty).not.toBe(whole);
    expect(others).toEqual(untouched);
  });

  test("SV-130 every necessity has a path of its own", () => {
    const necessities = SINGLE_POINTS.map(({ necessity }) => necessity);
    expect(new Set(necessities)).toEqual(new Set(["traces", "semantics", "reflection", "persistence"]));
    expect(new Set(SINGLE_POINTS.map(({ path }) => path)).size).toBe(SINGLE_POINTS.length);
  });

  test("SV-130 S1 loses one justification, once in the run", () => {
    const lost = MOMENTS.filter((at) => channelsOf("S1_JUSTIFICATION").hand("text", at) !== "text");
    expect(lost).toEqual([{ episode: 3, step: 0 }]);
  });

  test("SV-130 S2 and S5 change one thing of every notice", () => {
    for (const at of MOMENTS) {
      expect(channelsOf("S2_TRACE_ID").notify(NOTICE, at)).toEqual({ ...NOTICE, traceEntryId: "0123456789abcde0" });
      expect(channelsOf("S5_BLOCKING_RULES").notify(NOTICE, at)).toEqual({ ...NOTICE, blockingRuleIds: [] });
    }
    expect(channelsOf("S2_TRACE_ID").notify(null, MOMENTS[0]!)).toBeNull();
  });

  test.each([
    ["S3_POSITION", ["row", "column"]],
    ["S4_CARGO", ["inventory"]],
  ] as const)("SV-130 %s makes tokens of %j throughout, and leaves the rest to be seen", (name, fields) => {
    const tokens = new Set<string>();
    for (const seen of [...everyGridState()].map(observe)) {
      const faulty = channelsOf(name).observe(seen);
      const taken = Object.fromEntries(fields.map((field) => [field, faulty[field]]));
      tokens.add(JSON.stringify(taken));
      expect(faulty).toEqual({ ...seen, ...taken } satisfies Observation);
    }
    expect(tokens.size).toBe(1);
  });

  test("SV-130 S6 loses the first repair of every contradiction, and lets a second one arrive", () => {
    const { submit } = channelsOf("S6_REPAIR");
    for (const at of MOMENTS) expect([1, 2].map((attempt) => submit("text", at, attempt))).toEqual([null, "text"]);
  });

  test("SV-131 S6 is survived by whoever tries again, which the candidate does not", () => {
    const setup = {
      ...candidateSetup(cleanApparatus(`sha256:${"0".repeat(64)}`), 42),
      channels: channelsOf("S6_REPAIR"),
    };
    const again: Deliberator = { ...candidate, repair: (view, notice) => candidate.repair(view, notice, 1) };
    expect(runSeed(setup, again)).toMatchObject({ halt: null, repairs: [{ name: "A" }, { name: "B" }] });
    expect(runSeed(setup).halt).toMatchObject({ detail: "NO_REPAIR_SUBMITTED", episode: 2, step: 5 });
  });

  test("SV-130 S7, S8 and S9 damage the law at one episode's start, once", () => {
    const [first] = law.epochChain;
    expect(damage("S7_EPOCH_LOST")).toEqual([[3, { ...law, epochChain: [first] }]]);
    expect(damage("S8_EPOCH_CHANGED")).toEqual([[5, { ...law, epochChain: [first, `${"1".repeat(63)}0`] }]]);
    expect(damage("S9_RULES_REVERTED")).toEqual([[5, { ...law, rules: initial.rules }]]);
  });
});

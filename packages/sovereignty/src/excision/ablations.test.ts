import { describe, expect, test } from "vitest";
import { type Channels, OPEN_CHANNELS } from "../agent/channels.ts";
import type { ContradictionNotice } from "../agent/deliberator.ts";
import type { Law } from "../law/law.ts";
import type { Observation } from "../world/observation.ts";
import { observe } from "../world/observe.ts";
import { STAMP_CARGO } from "../world/target.ts";
import { everyGridState } from "../world/valuation.ts";
import { episodeStart } from "../world/world-state.ts";
import { ABLATION_NAMES, ABLATIONS } from "./ablations.ts";

const channelsOf = (name: string, seed = 42): Channels => ABLATIONS.find((each) => each.name === name)!.channels(seed);
const NOW = { episode: 2, step: 5 };

describe("an ablation", () => {
  test.each([
    ["A_SEMANTIC", "observe"],
    ["B_REFLECTION", "notify"],
    ["C_PERSISTENCE", "carry"],
    ["D_TRACE", "hand"],
  ] as const)("SV-106 %s takes the channel %s, and nothing else", (name, channel) => {
    const { [channel]: taken, ...others } = channelsOf(name);
    const { [channel]: whole, ...untouched } = OPEN_CHANNELS;
    expect(taken).not.toBe(whole);
    expect(others).toEqual(untouched);
    expect(ABLATION_NAMES).toContain(name);
  });

  test("SV-106 A: every field is a constant of its own type and range, whatever is there to see", () => {
    const { observe: blind } = channelsOf("A_SEMANTIC");
    const states = [...everyGridState()].map(observe);
    const [token] = states.map(blind);
    for (const seen of states) expect(blind(seen)).toEqual(token);
    const fields = Object.keys(token!) as (keyof Observation)[];
    for (const field of fields.filter((each) => each !== "step" && each !== "episode"))
      expect(new Set(states.map((seen) => seen[field]))).toContain(token![field]);
    expect([token!.step < 40, token!.episode < 20]).toEqual([true, true]);
  });

  test("SV-106 A: the constants are drawn anew for every seed, and the same for the same one", () => {
    const seen = observe(episodeStart(0, 0));
    const tokens = Array.from({ length: 20 }, (_, seed) => channelsOf("A_SEMANTIC", seed).observe(seen));
    expect(new Set(tokens.map((each) => JSON.stringify(each))).size).toBe(20);
    expect(channelsOf("A_SEMANTIC", 7).observe(seen)).toEqual(tokens[7]);
  });

  test("SV-106 B: nothing is told of a contradiction but that there is one", () => {
    const notice: ContradictionNotice = {
      traceEntryId: "0123456789abcdef",
      contradiction: "A",
      blockingRuleIds: ["R6"],
      target: STAMP_CARGO,
      progressActions: ["A6"],
      blockedClass: "STAMP",
    };
    expect(channelsOf("B_REFLECTION").notify(notice, NOW)).toBeNull();
  });

  test("SV-106 C: the law is the first one again at every episode start", () => {
    const initial: Law = { rules: [], epochChain: ["0".repeat(64)], repairCount: 0 };
    const law: Law = { ...initial, repairCount: 2 };
    for (const episode of [0, 2, 19])
      expect(channelsOf("C_PERSISTENCE").carry(law, { initial, episode, repairedInEpisode: 4 })).toBe(initial);
  });

  test("SV-106 D: of a justification the compiler is given the action alone, and of no justification nothing", () => {
    const { hand } = channelsOf("D_TRACE");
    expect(hand('{"action_id":"A6","rule_refs":["R9"],"claims":[]}', NOW)).toBe('{"action_id":"A6"}');
    for (const text of ["", "{", "[]", "null", '{"action_id":6}', "{}"]) expect(hand(text, NOW)).toBeNull();
  });
});

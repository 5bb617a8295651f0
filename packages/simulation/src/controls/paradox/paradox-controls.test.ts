import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { paradoxControls, type ParadoxAction, type ParadoxReport } from "./paradox-controls.ts";
import { orderedParameters, PARADOX_DEFAULTS } from "./paradox-parameters.ts";
import type { ParadoxState } from "./paradox-state.ts";
import type { ParadoxVersion } from "./paradox-verdict.ts";

const CALM: ParadoxState = {
  tension: 0.5,
  coherence: 0.8,
  pressureResponse: 0.7,
  confidence: 0,
  selfProtecting: false,
};
const DISCRETE: ParadoxAction = { kind: "discrete", index: 5 };
const judged = (
  state: Partial<ParadoxState>,
  {
    version = "1.0",
    risk = 0,
    action = DISCRETE,
    baseReward = 0,
  }: { version?: ParadoxVersion; risk?: number; action?: ParadoxAction; baseReward?: number } = {},
): ParadoxReport =>
  paradoxControls({ state: { ...CALM, ...state }, baseReward, risk, action }, PARADOX_DEFAULTS, version);

/** By hand, from the sentences of reference §5. */
const ROWS = [
  // 0.4·0.5 + 0.4·0.8 + 0.2·0.7 = 0.66; 0.66 / 1.1 = 0.6.
  { name: "calm", state: {}, type: "creative", energy: [0.66, 0.6], bonus: [0.83, 0.8], instant: 0.5, forced: false },
  // 0.32 + 0.14 + 0.08 + 0 = 0.54; / 1.1 = 0.490909.
  {
    name: "collapse",
    state: { tension: 0.8, coherence: 0.35, pressureResponse: 0.4, selfProtecting: true },
    type: "collapse",
    energy: [0.54, 0.491],
    bonus: [-1.2, -1.2],
    instant: 0.95,
    forced: true,
  },
  // 0.08 + 0.2 + 0.1 + 0.05 = 0.43; / 1.1 = 0.390909.
  {
    name: "bubble",
    state: { tension: 0.2, coherence: 0.5, pressureResponse: 0.5, confidence: 0.5 },
    type: "bubble",
    energy: [0.43, 0.391],
    bonus: [-0.4, -0.4],
    instant: 0.65,
    forced: false,
  },
  // All full: 1.1, clamped to 1; divided, 1.
  {
    name: "full",
    state: { tension: 1, coherence: 1, pressureResponse: 1, confidence: 1 },
    type: "creative",
    energy: [1, 1],
    bonus: [1, 1],
    instant: 0.75,
    forced: false,
  },
  // Defended and of middling values: falls through to creative. 0.16 + 0.2 + 0.1 = 0.46; / 1.1 = 0.418182.
  {
    name: "defended",
    state: { tension: 0.4, coherence: 0.5, pressureResponse: 0.5, selfProtecting: true },
    type: "creative",
    energy: [0.46, 0.418],
    bonus: [0.73, 0.709],
    instant: 0.45,
    forced: false,
  },
  // 0.04 + 0.2 + 0.1 = 0.34 ≤ 0.35 forces survival; / 1.1 = 0.309091 too.
  {
    name: "tired",
    state: { tension: 0.1, coherence: 0.5, pressureResponse: 0.5, selfProtecting: true },
    type: "creative",
    energy: [0.34, 0.309],
    bonus: [0.67, 0.655],
    instant: 0.3,
    forced: true,
  },
] as const;

describe("the original's formulas, by hand", () => {
  test.each(ROWS)("SIM-260 $name: energy and verdict $type in both versions", ({ state, type, energy }) => {
    expect(judged(state).verdict).toMatchObject({ type, energy: energy[0] });
    expect(judged(state, { version: "1.1" }).verdict).toMatchObject({ type, energy: energy[1] });
  });

  test.each(ROWS)("SIM-261 $name: shaped reward, instant risk, survival", ({ state, bonus, instant, forced }) => {
    const [first, second] = [judged(state, { baseReward: 2 }), judged(state, { baseReward: 2, version: "1.1" })];
    expect(first.reward).toEqual({ base: 2, shaped: expect.closeTo(2 + bonus[0], 9) });
    expect(second.reward.shaped).toBeCloseTo(2 + bonus[1], 9);
    expect([first.risk.instant, first.survival.forced]).toEqual([instant, forced]);
  });

  test.each([
    { state: { tension: 0.7, coherence: 0.35, pressureResponse: 0.45, selfProtecting: true }, type: "collapse" },
    { state: { tension: 0.699, coherence: 0.35, pressureResponse: 0.45, selfProtecting: true }, type: "creative" },
    { state: { tension: 0.7, coherence: 0.351, pressureResponse: 0.45, selfProtecting: true }, type: "creative" },
    { state: { tension: 0.7, coherence: 0.35, pressureResponse: 0.451, selfProtecting: true }, type: "creative" },
    // Without a defence the same values are a bubble: first match.
    { state: { tension: 0.7, coherence: 0.35, pressureResponse: 0.45 }, type: "bubble" },
    { state: { coherence: 0.7, pressureResponse: 0.6 }, type: "bubble" },
    { state: { coherence: 0.701, pressureResponse: 0.6 }, type: "creative" },
    { state: { coherence: 0.7, pressureResponse: 0.601 }, type: "creative" },
  ])("SIM-260 thresholds are met by equality: $type", ({ state, type }) => {
    expect(judged(state).verdict.type).toBe(type);
  });

  test("SIM-260 the names are the seed's: creative, never creative_tension", () => {
    const text = JSON.stringify(ROWS.map(({ state }) => judged(state)));
    expect(text).not.toContain("creative_tension");
    expect(ROWS.map(({ state }) => judged(state).verdict.action)).toEqual([
      "PRESERVE_AND_FEED",
      "FORCE_COLLAPSE",
      "IGNORE",
      "PRESERVE_AND_FEED",
      "PRESERVE_AND_FEED",
      "PRESERVE_AND_FEED",
    ]);
  });

  test("SIM-261 risk is smoothed by nine parts of ten, and α falls from 1 to 0.15", () => {
    // Collapse from 0: 0.095, then 0.9·0.095 + 0.095 = 0.1805; α = 1 − 0.85·ρ.
    const state = ROWS[1].state;
    const first = judged(state);
    expect(first.risk).toMatchObject({ ema: 0.095, dampingAlpha: 0.919 });
    expect(first.risk.carried).toBeCloseTo(0.095, 15);
    const second = judged(state, { risk: first.risk.carried });
    expect(second.risk.carried).toBeCloseTo(0.1805, 15);
    expect(second.risk.dampingAlpha).toBe(0.847);
    expect(judged(state, { risk: 40 }).risk.dampingAlpha).toBe(0.15);
  });

  test("SIM-261 a continuous action is scaled, a discrete one is not made 4.45", () => {
    const risk = { risk: 1, version: "1.1" } as const;
    // ρ = 0.9 + 0.1·0.5 = 0.95, α = 1 − 0.85·0.95 = 0.1925.
    const damped = judged({}, { ...risk, action: { kind: "continuous", values: [2, -4] } }).action.damped;
    expect(damped).toEqual({ kind: "continuous", values: [0.385, -0.77] });
    expect(judged({}, { ...risk, action: DISCRETE }).action.damped).toEqual(DISCRETE);
  });

  test("SIM-261 survival advises by the kind of action", () => {
    const tired = ROWS[5].state;
    expect(judged(tired).survival).toEqual({ forced: true, reason: "energy at most 0.35", directive: "SAFE_DISCRETE" });
    expect(judged(tired, { action: { kind: "continuous", values: [1] } }).survival.directive).toBe("SAFE_CONTINUOUS");
    expect(judged(ROWS[1].state).survival.reason).toBe("coherence at most 0.4 and pressure response at most 0.45");
    expect(judged({}).survival).toEqual({ forced: false, reason: "none", directive: null });
  });
});

describe("v1.1", () => {
  test("SIM-262 signals outside [0, 1] are clamped and named; v1.0 clamps and is silent", () => {
    const wild = { tension: 1.4, coherence: -0.2, confidence: 2 };
    const report = judged(wild, { version: "1.1" }).verdict;
    expect(report.signals).toEqual({
      tension: 1,
      coherence: 0,
      pressureResponse: 0.7,
      confidence: 1,
      selfProtecting: false,
    });
    expect(report.clamped).toEqual(["tension", "coherence", "confidence"]);
    expect(judged(wild).verdict).toMatchObject({ signals: report.signals, clamped: [] });
  });

  test("SIM-262 what is not a number counts as the worst it could be", () => {
    const lost = { tension: Number.NaN, coherence: Number.NaN, pressureResponse: Number.NaN, selfProtecting: true };
    expect(judged(lost, { version: "1.1" })).toMatchObject({
      verdict: { type: "collapse" },
      survival: { forced: true },
    });
  });

  test("SIM-262 parameters are clamped, ordered, and given back their defaults", () => {
    const mended = orderedParameters({
      ...PARADOX_DEFAULTS,
      alphaMin: 1.5,
      alphaMax: 0.2,
      collapseCoherenceMax: 0.9,
      bubbleCoherenceMax: 0.3,
      riskKept: Number.NaN,
      collapseReward: -7,
    });
    expect(mended).toMatchObject({
      alphaMin: 0.2,
      alphaMax: 1,
      collapseCoherenceMax: 0.3,
      bubbleCoherenceMax: 0.9,
      riskKept: 0.9,
      collapseReward: -7,
    });
    expect(orderedParameters(PARADOX_DEFAULTS)).toEqual(PARADOX_DEFAULTS);
    expect(orderedParameters(mended)).toEqual(mended);
  });

  test("SIM-262 an action of an unknown kind is left as it is", () => {
    const action: ParadoxAction = { kind: "unknown", value: { any: "thing" } };
    expect(judged(ROWS[5].state, { version: "1.1", action }).action.damped).toBe(action);
  });

  test("SIM-262 whatever comes in, α is in [0.15, 1], energy and smoothed risk in [0, 1]", () => {
    const signal = fc.double({ min: -3, max: 3 });
    fc.assert(
      fc.property(
        signal,
        signal,
        signal,
        signal,
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (tension, coherence, pressureResponse, confidence, selfProtecting, risk) => {
          const state = { tension, coherence, pressureResponse, confidence, selfProtecting };
          for (const version of ["1.0", "1.1"] as const) {
            const report = judged(state, { version, risk });
            expect(report.risk.dampingAlpha >= 0.15 && report.risk.dampingAlpha <= 1).toBe(true);
            expect(report.verdict.energy >= 0 && report.verdict.energy <= 1).toBe(true);
            expect(report.risk.carried >= 0 && report.risk.carried <= 1).toBe(true);
          }
        },
      ),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seedKey } from "../random/counter.ts";
import { actionName, checkedSafeAction, GARDENER_ACTIONS, gardenerSafeAction, hastens } from "./action-catalogue.ts";
import {
  alphaOf,
  CONTROL_DEFAULTS,
  type ControlInput,
  controlState,
  type ControlState,
  dampingOf,
} from "./control-layer.ts";
import { scaledAction } from "./continuous-damping.ts";
import {
  actionMask,
  type Decision,
  type DiscreteControl,
  maskSuppression,
  substitutedAction,
} from "./discrete-damping.ts";
import { suppressionCounts } from "./suppression.ts";

const [UP, CLEAN, REST, REPRODUCE] = [0, 4, 5, 6];
const control: DiscreteControl = { catalogue: GARDENER_ACTIONS, survivalLeaves: "safe-action", key: seedKey(8) };
const stateOf = (input: Partial<ControlInput>): ControlState =>
  controlState({ risk: 0, flow: 0, verdict: "creative", ...input }, CONTROL_DEFAULTS);
const wish = (action: number, rest: Partial<Decision> = {}): Decision => ({
  step: 1,
  subject: 1,
  action,
  safeAction: REST,
  emergency: false,
  ...rest,
});
const states = fc.record({
  risk: fc.double({ min: -1, max: 2 }),
  flow: fc.option(fc.double({ min: -1, max: 4 })),
  verdict: fc.constantFrom("creative" as const, "bubble" as const, "collapse" as const),
});

describe("judging, by the numbers of the reference", () => {
  test.each([
    { risk: 0, flow: 0, damping: 0, alpha: 1 },
    { risk: 0.5, flow: 0, damping: 0.5, alpha: 0.6 },
    { risk: 0, flow: 1, damping: 0.2, alpha: 0.84 },
    { risk: 0.5, flow: 9, damping: 0.9, alpha: 0.28 },
    { risk: 0.9, flow: 2, damping: 1, alpha: 0.2 },
  ])("SIM-263 risk $risk, flow $flow: damping $damping, α $alpha", ({ risk, flow, damping, alpha }) => {
    expect(dampingOf(risk, flow, CONTROL_DEFAULTS)).toBeCloseTo(damping, 12);
    expect(alphaOf(damping, CONTROL_DEFAULTS)).toBeCloseTo(alpha, 12);
  });

  test.each([
    { input: { verdict: "collapse" as const }, reason: "verdict-collapse", survival: true },
    { input: { risk: 0.78 }, reason: "risk-high", survival: true },
    { input: { risk: 0.779 }, reason: "damping", survival: false },
    { input: { flow: 0.85 }, reason: "flow-high", survival: true },
    { input: { flow: 0.849 }, reason: "damping", survival: false },
    { input: { risk: 0.601, flow: 0.701 }, reason: "risk-and-flow", survival: true },
    { input: { risk: 0.6, flow: 0.8 }, reason: "damping", survival: false },
    { input: { risk: 0.7, flow: 0.7 }, reason: "damping", survival: false },
    { input: { risk: 0.7, flow: null }, reason: "damping", survival: false },
    { input: {}, reason: "undamped", survival: false },
  ])("SIM-263 $input: $reason", ({ input, reason, survival }) => {
    expect(stateOf(input)).toMatchObject({ reason, survival });
  });

  test("SIM-273 a signal that is not a number is taken for a collapse", () => {
    for (const broken of [{ risk: Number.NaN }, { flow: Infinity }, { flow: Number.NaN, risk: 0 }]) {
      expect(stateOf(broken)).toEqual({
        verdict: "collapse",
        risk: 1,
        alpha: 0.2,
        survival: true,
        reason: "signal-unknown",
      });
    }
  });

  test("SIM-266 α is in [alphaMin, 1] and never rises with risk", () => {
    fc.assert(
      fc.property(states, fc.double({ min: 0.15, max: 1, noNaN: true }), (input, alphaMin) => {
        const settings = { ...CONTROL_DEFAULTS, alphaMin };
        const { alpha, risk } = controlState(input, settings);
        expect(alpha >= alphaMin && alpha <= 1).toBe(true);
        const higher = controlState({ ...input, risk: risk + 0.1 }, settings);
        expect(higher.alpha).toBeLessThanOrEqual(alpha);
      }),
    );
  });

  test.each([
    { alphaMin: 0.14 },
    { alphaMin: 1.1 },
    { alphaMin: Number.NaN },
    { riskToDamping: -1 },
    { survivalOnFlow: Number.NaN },
  ])("SIM-263 refuses settings outside their range: %o", (broken) => {
    expect(() => controlState({ risk: 0, flow: 0, verdict: "creative" }, { ...CONTROL_DEFAULTS, ...broken })).toThrow(
      expect.objectContaining({ code: "CONTROL_SETTINGS" }),
    );
  });
});

describe("substitution", () => {
  const damped = stateOf({ risk: 0.5 });

  test("SIM-264 a hastening action is replaced with chance 1 − α, any other never", () => {
    const outcomes = Array.from({ length: 20_000 }, (_, step) =>
      substitutedAction(wish(UP, { step }), damped, control),
    );
    const passed = outcomes.filter(({ action }) => action === UP).length / outcomes.length;
    // σ of the share is 0.0035 at α = 0.6.
    expect(Math.abs(passed - 0.6)).toBeLessThan(0.014);
    for (const action of [CLEAN, REST]) {
      expect(substitutedAction(wish(action), damped, control)).toMatchObject({ action, suppression: null });
    }
  });

  test("SIM-264 in survival the safe action alone is left, or all that does not hasten, as the caller says", () => {
    const survival = stateOf({ verdict: "collapse" });
    const lenient = { ...control, survivalLeaves: "unhastening" } as const;
    expect([UP, CLEAN, REPRODUCE].map((action) => substitutedAction(wish(action), survival, control).action)).toEqual([
      REST,
      REST,
      REST,
    ]);
    expect([UP, CLEAN, REPRODUCE].map((action) => substitutedAction(wish(action), survival, lenient).action)).toEqual([
      REST,
      CLEAN,
      REST,
    ]);
  });

  test("SIM-269 every suppression is logged with step, subject, from, to and cause; nothing else is", () => {
    const survival = stateOf({ risk: 0.9 });
    const log = [wish(UP, { step: 7, subject: 3 }), wish(REST), wish(CLEAN, { safeAction: CLEAN })].flatMap(
      (decision) => substitutedAction(decision, survival, control).suppression ?? [],
    );
    expect(log).toEqual([{ step: 7, subject: 3, from: "up", to: "rest", means: "substitution", cause: "risk-high" }]);
    expect(suppressionCounts([...log, ...log])).toEqual({ "risk-high: up → rest": 2 });
  });

  test("SIM-269 a suppressed emergency move is not counted, one that passes is", () => {
    const emergency = wish(UP, { emergency: true });
    expect(substitutedAction(emergency, stateOf({ risk: 0.9 }), control)).toMatchObject({
      action: REST,
      emergency: false,
    });
    expect(substitutedAction(emergency, stateOf({}), control)).toMatchObject({
      action: UP,
      emergency: true,
      suppression: null,
    });
  });
});

describe("masking", () => {
  test("SIM-265 a mask withdraws exactly what substitution would replace", () => {
    fc.assert(
      fc.property(
        states,
        fc.nat(1000),
        fc.nat(100),
        fc.constantFrom(CLEAN, REST),
        fc.boolean(),
        (input, step, subject, safeAction, lenient) => {
          const state = controlState(input, CONTROL_DEFAULTS);
          const setting = { ...control, survivalLeaves: lenient ? "unhastening" : "safe-action" } as const;
          const mask = actionMask({ step, subject, safeAction }, state, setting);
          const kept = GARDENER_ACTIONS.actions.map(
            (_, action) =>
              substitutedAction({ step, subject, safeAction, action, emergency: false }, state, setting).action ===
              action,
          );
          expect(mask).toEqual(kept);
          expect(mask[safeAction]).toBe(true);
        },
      ),
    );
  });

  test("SIM-265 what a mask changed is logged, what it left is not", () => {
    const choice = { step: 2, subject: 4, safeAction: CLEAN };
    const survival = stateOf({ flow: 0.9 });
    expect(maskSuppression({ ...choice, wished: UP, chosen: CLEAN }, survival, control)).toEqual({
      step: 2,
      subject: 4,
      from: "up",
      to: "clean",
      means: "mask",
      cause: "flow-high",
    });
    expect(maskSuppression({ ...choice, wished: CLEAN, chosen: CLEAN }, survival, control)).toBeNull();
  });
});

describe("laws", () => {
  const decisions = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 40 });

  test("SIM-266 damping never raises the rate of a hastening action, and the safe action always passes", () => {
    fc.assert(
      fc.property(decisions, states, (actions, input) => {
        const state = controlState(input, CONTROL_DEFAULTS);
        actions.forEach((action, subject) => {
          const found = substitutedAction(wish(action, { subject }), state, control).action;
          if (found !== action) expect(hastens(GARDENER_ACTIONS, found)).toBe(false);
        });
        expect(substitutedAction(wish(REST), state, control)).toMatchObject({ action: REST, suppression: null });
      }),
    );
  });

  test("SIM-266 a higher risk suppresses all that a lower one did", () => {
    fc.assert(
      fc.property(decisions, fc.double({ min: 0, max: 0.9, noNaN: true }), (actions, risk) => {
        const suppressed = (at: number): readonly number[] =>
          actions.flatMap((action, subject) =>
            substitutedAction(wish(action, { subject }), stateOf({ risk: at }), control).suppression === null
              ? []
              : [subject],
          );
        const more = new Set(suppressed(risk + 0.1));
        expect(suppressed(risk).every((subject) => more.has(subject))).toBe(true);
      }),
    );
  });

  test("SIM-267 neither the order of subjects nor other subjects change what happens to one", () => {
    fc.assert(
      fc.property(decisions, fc.nat(50), (actions, step) => {
        const state = stateOf({ risk: 0.5 });
        const run = (subjects: readonly number[]): ReadonlyMap<number, number> =>
          new Map(
            subjects.map((subject) => [
              subject,
              substitutedAction(wish(actions[subject] ?? 0, { step, subject }), state, control).action,
            ]),
          );
        const all = [...actions.keys()];
        const [forth, back, half] = [run(all), run(all.toReversed()), run(all.filter((subject) => subject % 2 === 0))];
        for (const [subject, action] of half) expect([forth.get(subject), back.get(subject)]).toEqual([action, action]);
      }),
    );
  });

  test("SIM-267 subjects and steps draw differently", () => {
    const state = stateOf({ risk: 0.5 });
    const passes = (step: number, subject: number): boolean =>
      substitutedAction(wish(UP, { step, subject }), state, control).action === UP;
    const grid = Array.from({ length: 40 }, (_, step) =>
      Array.from({ length: 40 }, (_, subject) => passes(step, subject)),
    );
    expect(new Set(grid.map((row) => row.join())).size).toBe(40);
    expect(new Set(grid[0]?.map((_, subject) => grid.map((row) => row[subject]).join())).size).toBe(40);
  });
});

describe("actions", () => {
  test("SIM-268 resting and breeding are two actions: a breeder on a clean cell can be stopped", () => {
    const found = substitutedAction(
      wish(REPRODUCE, { safeAction: gardenerSafeAction(0) }),
      stateOf({ risk: 0.9 }),
      control,
    );
    expect(found).toMatchObject({ action: REST, suppression: { from: "reproduce", to: "rest" } });
    expect([gardenerSafeAction(0.1), gardenerSafeAction(0.11)]).toEqual([REST, CLEAN]);
  });

  test("SIM-268 what hastens collapse cannot be the safe action, and what is no action is refused", () => {
    for (const action of [UP, REPRODUCE]) {
      expect(() => checkedSafeAction(GARDENER_ACTIONS, action)).toThrow(
        expect.objectContaining({ code: "CONTROL_ACTION" }),
      );
      expect(() => substitutedAction(wish(CLEAN, { safeAction: action }), stateOf({}), control)).toThrow(/safe action/);
    }
    for (const action of [-1, 7, 1.5, Number.NaN]) {
      expect(() => actionName(GARDENER_ACTIONS, action)).toThrow(expect.objectContaining({ code: "CONTROL_ACTION" }));
    }
  });
});

describe("continuous actions", () => {
  const decision = { step: 5, subject: 0, values: [0.5, -2, 0], sizeMaxInSurvival: 0.1 };

  test("SIM-270 scaled by α, cut in survival, and logged", () => {
    expect(scaledAction(decision, stateOf({ risk: 0.5 }))).toEqual({
      values: [0.3, -1.2, 0],
      suppression: {
        step: 5,
        subject: 0,
        from: "[0.5, -2, 0]",
        to: "[0.3, -1.2, 0]",
        means: "scaling",
        cause: "damping",
      },
    });
    expect(scaledAction(decision, stateOf({ verdict: "collapse" })).values).toEqual([0.1, -0.1, 0]);
    expect(scaledAction(decision, stateOf({}))).toEqual({ values: [0.5, -2, 0], suppression: null });
  });

  test("SIM-270 no value grows, turns round or stays broken", () => {
    fc.assert(
      fc.property(fc.array(fc.double()), states, fc.double(), (values, input, sizeMaxInSurvival) => {
        const found = scaledAction(
          { ...decision, values, sizeMaxInSurvival },
          controlState(input, CONTROL_DEFAULTS),
        ).values;
        found.forEach((value, index) => {
          const wished = values[index] as number;
          expect(Number.isFinite(value)).toBe(true);
          if (Number.isFinite(wished)) expect(Math.abs(value) <= Math.abs(wished) && value * wished >= 0).toBe(true);
          else expect(value).toBe(0);
        });
      }),
    );
  });
});

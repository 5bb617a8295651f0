import fc from "fast-check";
import { expect, test } from "vitest";
import { fixedRule } from "../classic-rule.ts";
import { rateRuleOf, type RateSpec } from "../rate-spec.ts";
import { MODES, type RateFacts, type RateRule, type RateState } from "../rate-rule.ts";
import { scaledRule } from "../scaled-rule.ts";
import { guardLaw } from "./guard-law.ts";
import { GUARD, type GuardSpec } from "./guard-spec.ts";

const RATE = 0.5;
const WITH_RISK: GuardSpec = { ...GUARD, risk: { brakeAbove: 0.5, calmShare: 0.5 } };

const wild = fc.oneof(
  fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1e300, 1e300),
  fc.double({ min: -2, max: 4, noNaN: true }),
);
const number = fc.oneof(fc.double(), fc.constantFrom(0, 1, Number.NaN, Number.POSITIVE_INFINITY));
const anyFacts: fc.Arbitrary<RateFacts> = fc.record({
  step: fc.nat(),
  steps: fc.constant(null),
  risk: wild,
  loss: number,
  error: number,
  gradientNorm: number,
  stability: wild,
  drifted: fc.boolean(),
});
/** A step, or a rewind. */
const anyCourse = fc.array(
  fc.oneof({ weight: 12, arbitrary: anyFacts }, { weight: 1, arbitrary: fc.constant("rewind") }),
  {
    maxLength: 150,
  },
);
const share = fc.double({ min: 1e-9, max: 1, noNaN: true });
const anyGuard: fc.Arbitrary<GuardSpec> = fc.record({
  stability: fc.record({ brakeAbove: fc.double({ min: 0.1, max: 5, noNaN: true }), calmShare: share }),
  risk: fc.option(fc.record({ brakeAbove: share, calmShare: share })),
  smoothing: fc.double({ min: 0, max: 0.99, noNaN: true }),
  brake: fc.double({ min: 1e-3, max: 1, noNaN: true }),
  rise: fc.double({ min: 1, max: 10, noNaN: true }),
  warmUpRise: fc.double({ min: 1, max: 10, noNaN: true }),
  startShare: share,
  floorShare: share,
  ceilingShare: share,
  rewindCut: fc.double({ min: 1e-3, max: 1, noNaN: true }),
  recovery: fc.double({ min: 1, max: 10, noNaN: true }),
  dwell: fc.integer({ min: 1, max: 30 }),
});

const ruleOf = (guard: GuardSpec): RateRule => scaledRule(fixedRule(RATE), guardLaw(guard));

function statesOf(rule: RateRule, course: readonly (RateFacts | string)[]): readonly RateState[] {
  let state = rule.first;
  return course.map((each) => {
    state = typeof each === "string" ? rule.afterRewind(state) : rule.next(state, each);
    return state;
  });
}

const CALM: RateFacts = {
  step: 0,
  steps: null,
  risk: 0,
  loss: 1,
  error: 1,
  gradientNorm: 1,
  stability: 0.1,
  drifted: false,
};
const calm = (count: number): readonly RateFacts[] => Array.from({ length: count }, () => CALM);
const withStability = (stability: number | null): RateFacts => ({ ...CALM, stability });

test("PR-170 whatever the facts, the rate is between floor and ceiling, and the memory is finite", () => {
  fc.assert(
    fc.property(anyGuard, anyCourse, (guard, course) => {
      const floor = Math.min(guard.floorShare, guard.ceilingShare);
      for (const { rate, memory } of statesOf(ruleOf(guard), course)) {
        expect(rate).toBeGreaterThanOrEqual(floor * RATE);
        expect(rate).toBeLessThanOrEqual(guard.ceilingShare * RATE);
        expect(Object.values(memory).every(Number.isFinite)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test("PR-171 doubt never raises: a fact that is missing holds or brakes, one that is no number brakes", () => {
  const isDoubt = ({ stability, risk, loss, gradientNorm }: RateFacts): boolean =>
    [stability, risk].some((fact) => fact === null || !Number.isFinite(fact)) ||
    !Number.isFinite(loss) ||
    !Number.isFinite(gradientNorm);
  fc.assert(
    fc.property(anyCourse, (course) => {
      const rule = ruleOf(WITH_RISK);
      const rates = [rule.first, ...statesOf(rule, course)].map(({ rate }) => rate);
      for (const [at, each] of course.entries())
        if (typeof each !== "string" && isDoubt(each)) expect(rates[at + 1]).toBeLessThanOrEqual(rates[at] ?? 0);
    }),
  );
  const warm = statesOf(ruleOf(WITH_RISK), calm(60)).at(-1);
  expect(warm?.rate).toBe(RATE);
  for (const fact of ["stability", "risk", "loss", "gradientNorm"])
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const next = ruleOf(WITH_RISK).next(warm!, { ...CALM, [fact]: value });
      expect([next.rate, next.mode]).toEqual([RATE * GUARD.brake, "panic"]);
    }
});

test("PR-172 equal facts, equal rates, also from a state that was JSON on the way", () => {
  fc.assert(
    fc.property(anyGuard, anyCourse, fc.nat(149), (guard, course, cut) => {
      const rule = ruleOf(guard);
      const whole = statesOf(rule, course);
      const half = JSON.parse(JSON.stringify(whole[cut] ?? rule.first)) as RateState;
      const rest = statesOf({ ...ruleOf(guard), first: half }, course.slice(cut + 1));
      if (cut < course.length) expect(rest).toEqual(whole.slice(cut + 1));
    }),
  );
});

test("PR-173 a signal that wavers around a threshold by less than the band never changes the mode twice within a dwell", () => {
  const { brakeAbove, calmShare } = GUARD.stability;
  const band = brakeAbove * (1 - calmShare);
  const wavering = fc.tuple(
    fc.double({ min: 0, max: 2 * brakeAbove, noNaN: true }),
    fc.array(fc.double({ min: -0.49, max: 0.49, noNaN: true }), { minLength: 40, maxLength: 200 }),
  );
  fc.assert(
    fc.property(wavering, fc.double({ min: 0, max: 0.95, noNaN: true }), ([centre, noise], smoothing) => {
      const rule = ruleOf({ ...GUARD, smoothing });
      const facts = noise.map((part) => withStability(Math.max(0, centre + part * band)));
      expect(changesOf(statesOf(rule, facts))).toSatisfy((changes: readonly number[]) =>
        changes.every((step, at) => at === 0 || step - (changes[at - 1] ?? 0) >= GUARD.dwell),
      );
    }),
  );
});

test("PR-173 whatever happens, a mode lasts its dwell before a milder one", () => {
  fc.assert(
    fc.property(anyGuard, anyCourse, (guard, course) => {
      const states = statesOf(ruleOf(guard), course);
      let since = Number.NEGATIVE_INFINITY;
      for (const [at, { mode }] of states.entries()) {
        const before = states[at - 1]?.mode ?? "cruise";
        if (MODES.indexOf(mode) > MODES.indexOf(before)) expect(at - since).toBeGreaterThanOrEqual(guard.dwell);
        if (mode !== before || course[at] === "rewind") since = at;
      }
    }),
  );
});

const changesOf = (states: readonly RateState[]): readonly number[] =>
  states.flatMap(({ mode }, at) => (at > 0 && mode !== states[at - 1]?.mode ? [at] : []));

test("PR-174 it climbs from below, brakes by a factor while the edge is passed, and rises slowly once all is calm", () => {
  const rule = ruleOf({ ...GUARD, smoothing: 0 });
  const rates = statesOf(rule, [...calm(3), withStability(2), withStability(2), ...calm(2 * GUARD.dwell + 2)]).map(
    ({ rate }) => rate / RATE,
  );
  const start = GUARD.startShare;
  const top = start * GUARD.warmUpRise ** 3;
  const low = top * GUARD.brake ** 2;
  expect(rates.slice(0, 5).map((rate) => rate.toFixed(9))).toEqual(
    [start * GUARD.warmUpRise, start * GUARD.warmUpRise ** 2, top, top * GUARD.brake, low].map((rate) =>
      rate.toFixed(9),
    ),
  );
  // Alert and warning last their dwell; then it rises, and no longer as in the warm-up.
  expect(rates.slice(5, 4 + 2 * GUARD.dwell).every((rate) => rate === rates[4])).toBe(true);
  expect((rates.at(-1) ?? 0) / (rates.at(-2) ?? 0)).toBeCloseTo(GUARD.rise, 9);
});

test("PR-175 a rewind cuts the ceiling, which comes back slowly and never above its own", () => {
  const rule = ruleOf(GUARD);
  const states = statesOf(rule, [...calm(60), "rewind", ...calm(3000)]);
  expect(states[59]?.rate).toBe(RATE);
  expect([states[60]?.rate, states[60]?.mode]).toEqual([RATE * GUARD.rewindCut, "panic"]);
  const after = states.slice(61).map(({ rate }) => rate);
  for (const [at, rate] of after.entries())
    expect(rate).toBeLessThanOrEqual(Math.min(RATE, RATE * GUARD.rewindCut * GUARD.recovery ** (at + 1)) * (1 + 1e-9));
  expect(after.at(-1)).toBe(RATE);
});

test("PR-175 rewinds on end come down to the floor and stay there", () => {
  const states = statesOf(ruleOf(GUARD), Array<string>(40).fill("rewind"));
  expect(states.at(-1)?.rate).toBe(RATE * GUARD.floorShare);
});

test("PR-176 a risk above its threshold brakes, and one that nobody foretells holds", () => {
  const rule = ruleOf({ ...WITH_RISK, smoothing: 0 });
  const warm = statesOf(rule, calm(60)).at(-1)!;
  expect(rule.next(warm, { ...CALM, risk: 0.6 })).toMatchObject({ rate: RATE * GUARD.brake, mode: "alert" });
  expect(rule.next(warm, { ...CALM, risk: 0.4 })).toMatchObject({ rate: RATE, mode: "cruise" });
  const [first] = statesOf(rule, [{ ...CALM, risk: null }]);
  expect(first?.rate).toBe(RATE * GUARD.startShare);
});

const fixed: RateSpec = { schedule: { kind: "fixed", rate: RATE }, guard: null };

test("PR-163 without a guard a schedule is its own to the bit until a rewind cuts it, and comes back", () => {
  const cosine: RateSpec = { schedule: { kind: "cosine", rate: 0.3, warmUpSteps: 5, floorShare: 0 }, guard: null };
  const bare = { ...CALM, steps: 40 };
  const own = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (step) => rateRuleOf(cosine).next(rateRuleOf(cosine).first, { ...bare, step }).rate,
  );
  expect(
    statesOf(
      rateRuleOf(cosine),
      own.map((_, step) => ({ ...bare, step })),
    ).map(({ rate }) => rate),
  ).toEqual(own);
  const states = statesOf(rateRuleOf(fixed), ["rewind", ...calm(3000)]);
  expect(states[0]).toMatchObject({ rate: RATE / 4, mode: "panic" });
  expect(states[1]?.mode).toBe("warning");
  expect(states[700]?.rate).toBeCloseTo(RATE / 2, 1);
  expect(states.at(-1)).toMatchObject({ rate: RATE, mode: "cruise" });
});

import { RandomStream } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { askFor, type EngineLoad, engineAt, rested } from "./engine-load.ts";
import { SHIPPED_STABILITY as LIMITS } from "./stability-limits.ts";
import { type SignalReading, type SignalRule, subjectIndex } from "./subject-index.ts";

function untilAllowed(stress: number, load: EngineLoad): { readonly load: EngineLoad; readonly cycles: number } {
  for (let [now, cycles] = [load, 0]; ; cycles += 1) {
    const answer = askFor(stress, now, LIMITS);
    if (answer.isAllowed) return { load: answer.load, cycles };
    now = rested(answer.load, LIMITS);
  }
}

test("RS-40 high-stress tasks from the start leave 7500, 5500, 3500, and then wait for recovery", () => {
  let load = engineAt(LIMITS);
  const seen: [number, number][] = [];
  for (let task = 0; task < 7; task += 1) {
    const next = untilAllowed(LIMITS.highStress, load);
    load = next.load;
    seen.push([load.index, next.cycles]);
  }
  expect(seen).toEqual([
    [7500, 0],
    [5500, 0],
    [3500, 0],
    [3900, 3],
    [3500, 2],
    [3900, 3],
    [3500, 2],
  ]);
  expect(askFor(LIMITS.generalStress, engineAt(LIMITS), LIMITS).load.index).toBe(9200);
});

test("RS-41 an index below the critical line rests, and a stress of nothing or less is an error", () => {
  expect(engineAt(LIMITS, 1_000).isResting).toBe(true);
  expect(askFor(300, engineAt(LIMITS, 1_000), LIMITS).isAllowed).toBe(false);
  for (const stress of [-1, 0, Number.NaN, 0.5, 10_001]) {
    expect(() => askFor(stress, engineAt(LIMITS), LIMITS)).toThrow(expect.objectContaining({ code: "STRESS_INVALID" }));
  }
});

test("A30 RS-42 in 10 000 streams no task begins that would take the index below the critical line", () => {
  for (let seed = 0; seed < 10_000; seed += 1) {
    const random = RandomStream.from("load", seed);
    let load = engineAt(LIMITS);
    for (let turn = 0; turn < 20; turn += 1) {
      const stress = random.below(2) === 0 ? LIMITS.highStress : LIMITS.generalStress;
      const before = load;
      const answer = random.below(3) === 0 ? null : askFor(stress, load, LIMITS);
      load = answer === null ? rested(load, LIMITS) : answer.load;
      if (
        load.index < LIMITS.critical ||
        (answer?.isAllowed && (before.index - stress < LIMITS.critical || before.isResting))
      )
        throw new Error(`seed ${seed}: ${JSON.stringify({ before, load, stress })}`);
    }
  }
});

const rules: readonly SignalRule[] = [
  { signal: "loss spikes", badMicro: 4, goodMicro: 1, maxAgeMs: 1_000 },
  { signal: "coverage", badMicro: 0.5, goodMicro: 1, maxAgeMs: 1_000 },
];
const at = (signal: string, valueMicro: number, atMs = 500): SignalReading => ({ signal, valueMicro, atMs });

test("RS-43 the index is the worst required signal, between its bounds", () => {
  expect(subjectIndex(rules, [at("loss spikes", 1), at("coverage", 0.75)], 1_000)).toEqual({
    index: 5_000,
    lowest: "coverage",
    unread: [],
  });
  expect(subjectIndex(rules, [at("loss spikes", 9), at("coverage", 2)], 1_000).index).toBe(0);
});

test.each([
  ["missing", []],
  ["stale", [at("coverage", 1, -1)]],
  ["from the future", [at("coverage", 1, 1_001)]],
  ["no number", [at("coverage", Number.NaN)]],
  ["contradicted by one no better at the same time", [at("coverage", 1), at("coverage", 0.5)]],
])("A34 RS-44 a required signal that is %s gives 0", (_, readings) => {
  expect(subjectIndex(rules, [at("loss spikes", 1), ...readings], 1_000).index).toBe(0);
});

test("A36 RS-45 a signal that gets worse never raises the index", () => {
  const value = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(value, value, value, (spikes, better, worse) => {
      const indexOf = (loss: number): number =>
        subjectIndex(rules, [at("loss spikes", loss), at("coverage", spikes)], 1_000).index;
      const [low, high] = [Math.min(better, worse), Math.max(better, worse)];
      expect(indexOf(high)).toBeLessThanOrEqual(indexOf(low));
    }),
  );
});

import { seedKey } from "@plimsoll/simulation";
import { expect, test } from "vitest";
import { streamOf, streamShape } from "./stream-spec.ts";

const DRIFTING = { kind: "drifting", regimeSteps: 200, noise: 0.1, transition: "gradual", gradualSteps: 40 } as const;

test.each([
  [{ kind: "classic" }],
  [{ kind: "series" }],
  [{ kind: "standardised", firstCount: 3 }],
  [DRIFTING],
] as const)("PR-90 %o is a stream, and the same spec and key are the same stream", (spec) => {
  const series = [3, 1, 2, 8, 9, 7];
  expect(streamShape.parse(spec)).toEqual({ ok: true, value: spec });
  const [one, two] = [0, 1].map(() => streamOf(spec, 1000, seedKey(5), series));
  for (let step = 0; step < 1100; step += 7) {
    expect(one?.valueAt(step)).toBe(two?.valueAt(step));
    expect(Number.isFinite(one?.valueAt(step))).toBe(true);
  }
});

test.each([
  [{ ...DRIFTING, transition: "sudden" }],
  [{ ...DRIFTING, regimeSteps: 7 }],
  [{ ...DRIFTING, noise: -1 }],
  [{ kind: "drifting" }],
  [{ kind: "standardised", firstCount: 1 }],
])("PR-90 %o is none", (spec) => {
  expect(streamShape.parse(spec).ok).toBe(false);
});

test("PR-90 a series is its values, and stays at the last", () => {
  const { steps, valueAt } = streamOf({ kind: "series" }, 10, seedKey(1), [4, 2, 9]);
  expect([steps, ...[0, 1, 2, 3, 50].map(valueAt)]).toEqual([3, 4, 2, 9, 9, 9]);
  expect(() => streamOf({ kind: "series" }, 10, seedKey(1), [4, Number.NaN])).toThrow("NaN at place 1");
});

test("PR-97 a standardised stream begins after the values that it was standardised by", () => {
  const { steps, valueAt } = streamOf({ kind: "standardised", firstCount: 2 }, 10, seedKey(1), [1, 3, 4, 0]);
  expect([steps, valueAt(0), valueAt(1)]).toEqual([2, 2, -2]);
});

test.each(["series", "standardised"] as const)("PR-97 a stream of kind %s without values is refused", (kind) => {
  expect(() => streamOf({ kind, firstCount: 2 }, 10, seedKey(1), null)).toThrow(
    expect.objectContaining({ code: "PROPHET_SERIES" }),
  );
});

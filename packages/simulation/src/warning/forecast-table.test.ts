import { expect, test } from "vitest";
import { type ForecastMoment, forecastTable } from "./forecast-table.ts";

const events = [true, true, true, false, false, false];
const moment: ForecastMoment = {
  share: 0.7,
  events,
  forecasters: [
    { name: "classical", scores: [0.9, 0.2, 0.4, 0.3, 0.1, 0.5], probabilities: false },
    { name: "ours", scores: [0.9, 0.8, 0.7, 0.3, 0.1, 0.2], probabilities: true },
    { name: "blind", scores: [null, null, null, null, null, null], probabilities: false },
    { name: "half blind", scores: [5, 6, null, 9, 2, null], probabilities: false },
  ],
};

test("SIM-253 a row for each forecaster at each moment, compared with the first", () => {
  const table = forecastTable([moment, { ...moment, share: 0.9 }], 0.95);
  expect(table.map(({ share, forecaster }) => `${share} ${forecaster}`)).toHaveLength(8);
  expect(table[0]).toMatchObject({ gain: null, brier: null, calibrationError: null, unknown: 0 });
  expect(table[0]?.area.estimate).toBeCloseTo(6 / 9, 12);
  expect(table[1]).toMatchObject({ area: { estimate: 1 }, unknown: 0 });
  expect(table[1]?.gain?.estimate).toBeCloseTo(3 / 9, 12);
  // (0.01 + 0.04 + 0.09 + 0.09 + 0.01 + 0.04) / 6.
  expect(table[1]?.brier).toBeCloseTo(0.28 / 6, 12);
});

test("SIM-253 an unknown counts as an alarm: right before an event, false without one", () => {
  const [, , blind, half] = forecastTable([moment], 0.95);
  expect(blind).toMatchObject({ area: { estimate: 0.5 }, unknown: 6 });
  // Of the events 5, 6 and an alarm, of the others 9, 2 and an alarm: wins 1, 1 and 2½ of 3.
  expect(half?.area.estimate).toBeCloseTo(4.5 / 9, 12);
  expect(half?.unknown).toBe(2);
});

test("SIM-253 a score that is not a number is an error, not an unknown", () => {
  const broken = {
    ...moment,
    forecasters: [{ name: "broken", scores: [Number.NaN, 1, 1, 1, 1, 1], probabilities: false }],
  };
  expect(() => forecastTable([broken], 0.95)).toThrow(expect.objectContaining({ code: "FORECASTS" }));
});

import { describe, expect, it } from "vitest";
import { abovePpm, alarms, belowPpm, cusumAfter, NO_CUSUM } from "../../src/audit/cusum.ts";
import type { Channels } from "../../src/audit/reconciliation.ts";

const DAY_MS = 86_400_000;
const none = { atLeast: "0", atMost: "0", measured: "0" };

/** Energy that is so many ppm above what was paid for. */
const above = (ppm: number): Channels => ({
  energyMj: { atLeast: "1000000", atMost: "1000000", measured: `${1_000_000 + ppm}` },
  apiCalls: none,
  trainingFlop: none,
});

const daysToAlarm = (channels: Channels, windowMs: number): number | null => {
  let cusum = NO_CUSUM;
  for (let elapsed = windowMs; elapsed <= 60 * DAY_MS; elapsed += windowMs) {
    cusum = cusumAfter(cusum, channels, windowMs);
    if (alarms(cusum)) return elapsed / DAY_MS;
  }
  return null;
};

describe("CUSUM", () => {
  it("K-76 a divergence inside the slack of 1 % never alarms", () => {
    expect(daysToAlarm(above(10_000), DAY_MS / 24)).toBeNull();
  });

  it("K-76 4 % above alarms after 24 h, 7 % after 12, 2 % after three days, 1.1 % after thirty", () => {
    expect(daysToAlarm(above(40_000), DAY_MS / 24)).toBe(1);
    expect(daysToAlarm(above(70_000), DAY_MS / 24)).toBe(0.5);
    expect(daysToAlarm(above(20_000), DAY_MS / 24)).toBe(3);
    expect(daysToAlarm(above(11_000), DAY_MS / 24)).toBe(30);
  });

  it("K-76 the sum does not depend on how a time is cut into windows", () => {
    const whole = cusumAfter(NO_CUSUM, above(25_000), DAY_MS);
    let parts = NO_CUSUM;
    for (let hour = 0; hour < 24; hour += 1) parts = cusumAfter(parts, above(25_000), DAY_MS / 24);
    expect(parts).toEqual(whole);
  });

  it("K-76 what is below counts by itself and is not paid back by what is above", () => {
    const below: Channels = { ...above(0), energyMj: { atLeast: "1000000", atMost: "1000000", measured: "960000" } };
    const cusum = cusumAfter(cusumAfter(NO_CUSUM, below, DAY_MS), above(30_000), DAY_MS);
    expect(alarms(cusumAfter(NO_CUSUM, below, DAY_MS))).toBe(true);
    expect(BigInt(cusum.energyAbove)).toBe(20_000n * BigInt(DAY_MS));
    expect(BigInt(cusum.energyBelow)).toBe(0n);
  });

  it("K-76 divergences are rounded up, and anything of nothing is beyond every limit", () => {
    expect(abovePpm({ atLeast: "0", atMost: "3000000", measured: "3000001" })).toBe(1n);
    expect(belowPpm({ atLeast: "3000000", atMost: "3000000", measured: "2999999" })).toBe(1n);
    expect(abovePpm({ atLeast: "0", atMost: "0", measured: "1" })).toBe(10n ** 15n);
    expect(abovePpm(none)).toBe(0n);
  });
});

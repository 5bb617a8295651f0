import { describe, expect, test } from "vitest";
import { type AuditRecord, type MeterReading, newAuditRecord } from "../../src/audit/audit-record.ts";
import { abovePpm, belowPpm } from "../../src/audit/cusum.ts";
import { heardAt, meterReported } from "../../src/audit/meters.ts";
import type { PaidUse } from "../../src/audit/paid-use.ts";
import { reconcile } from "../../src/audit/reconcile.ts";
import { hasSilentMeter } from "../../src/audit/silence.ts";
import type { Lab } from "../../src/state/lab.ts";
import { emptyState } from "../../src/state/state.ts";
import { testPolicy } from "../test-site.ts";

const START = 1_790_000_000_000;
const HOUR = 3_600_000;
const TERA = 10n ** 12n;
const policy = { ...testPolicy, auditWindowMs: HOUR, energyMjPerTeraFlop: 1_000, energyMjPerCall: 10 };

const reading = (at: number, { energyMj = 0, apiCalls = 0, teraFlop = 0 } = {}): MeterReading => ({
  measuredAt: at,
  receivedAt: at,
  energyMj: `${energyMj}`,
  apiCalls,
  trainingFlop: `${BigInt(teraFlop) * TERA}`,
});
const meterOf = (meter: string, newest: MeterReading) => ({ meter, first: newest, newest });
const recordOf = (...meters: AuditRecord["meters"]): AuditRecord => ({
  ...newAuditRecord("acme"),
  meters,
  window: { startedAt: START, runs: [], paidMilliCalls: "0" },
});

/** What the report of one meter at an instant comes to, beside what is paid for. */
function reconciled(record: AuditRecord, meter: string, measured: MeterReading, use: Partial<PaidUse> = {}) {
  const paid: PaidUse = { flopAtLeast: 0n, flopAtMost: 0n, apiCallsAtMost: 0n, probes: 0n, ...use };
  const meters = record.meters.map((known) => known.meter);
  return reconcile(policy, record, { ...measured, meter, partsMj: [] }, paid, meters);
}

describe("meters of one lab", () => {
  test("K-74 each has counters of its own, also the one that reports last", () => {
    const first = meterReported([], "m1", reading(START, { energyMj: 10 }));
    const both = meterReported(first, "m2", reading(START, { energyMj: 7 }));
    const again = meterReported(both, "m2", reading(START + 1, { energyMj: 9 }));
    const counters = (meters: AuditRecord["meters"]) =>
      meters.map(({ meter, first: from, newest }) => [meter, from.energyMj, newest.energyMj]);
    expect(counters(both)).toEqual([
      ["m1", "10", "10"],
      ["m2", "7", "7"],
    ]);
    expect(counters(again)).toEqual([
      ["m1", "10", "10"],
      ["m2", "7", "9"],
    ]);
  });

  test("K-74 a counter has run back when it is below its own meter's, not below another's", () => {
    const record = recordOf(
      meterOf("m1", reading(START, { energyMj: 900 })),
      meterOf("m2", reading(START, { energyMj: 5 })),
    );
    const verdict = (energyMj: number) =>
      reconciled(record, "m2", reading(START + 1, { energyMj }), { flopAtMost: TERA }).verdict;
    expect(verdict(6)).toBe("agrees");
    expect(verdict(4)).toBe("counter_reversed");
  });

  test("K-75 heard is the earlier of a meter's own clock and the site's", () => {
    const two = recordOf(meterOf("m1", reading(START + 1)), meterOf("m2", reading(START + 2)));
    expect(["m1", "m2", "m3"].map((meter) => heardAt(two, meter))).toEqual([START + 1, START + 2, null]);
    expect(heardAt(undefined, "m1")).toBeNull();
    const clocks = (measuredAt: number, receivedAt: number) =>
      heardAt(recordOf(meterOf("m1", { ...reading(0), measuredAt, receivedAt })), "m1");
    expect([clocks(100, 200), clocks(200, 100)]).toEqual([100, 100]);
  });

  test("K-75 a meter that was never heard is silent at any time", () => {
    const lab = { lab: "acme", meters: ["m1"] } as unknown as Lab;
    const unheard = emptyState();
    expect(hasSilentMeter(unheard, policy, lab, 0)).toBe(true);
    const heard = { ...unheard, audits: unheard.audits.set("acme", recordOf(meterOf("m1", reading(0)))) };
    expect(hasSilentMeter(heard, policy, lab, policy.meterSilentMs - 1)).toBe(false);
    expect(hasSilentMeter(heard, policy, lab, policy.meterSilentMs)).toBe(true);
  });

  test("K-74 a window closes only while no meter has been unheard for meterSilentMs", () => {
    const closes = (unheardMs: number): boolean => {
      const record = recordOf(meterOf("m1", reading(START)), meterOf("m2", reading(START + HOUR - unheardMs)));
      return reconciled(record, "m1", reading(START + HOUR)).closes;
    };
    expect(closes(policy.meterSilentMs - 1)).toBe(true);
    expect(closes(policy.meterSilentMs)).toBe(false);
  });
});

describe("what energy is explained by", () => {
  const verdict = (at: number, measured: Parameters<typeof reading>[1], use: Partial<PaidUse>) =>
    reconciled(recordOf(meterOf("m1", reading(START))), "m1", reading(START + at, measured), use).verdict;

  test.each<[string, number, number, string]>([
    ["the calls that the meters counted", 100, 1_000, "agrees"],
    ["not calls that were paid for and never came", 0, 1, "energy_divergence"],
    ["not calls beyond those that were paid for", 105, 1_101, "energy_divergence"],
    ["those that were paid for, up to 10 % more", 105, 1_100, "agrees"],
  ])("K-74 %s", (_, apiCalls, energyMj, expected) => {
    expect(verdict(1_000, { apiCalls, energyMj }, { apiCallsAtMost: 100n })).toBe(expected);
  });

  test("K-74 10 % below the least agrees when the window closes, and not 1 ppm further", () => {
    const use = { flopAtLeast: 100n * TERA, flopAtMost: 100n * TERA };
    expect(verdict(HOUR, { teraFlop: 90, energyMj: 90_000 }, use)).toBe("agrees");
    expect(verdict(HOUR, { teraFlop: 90, energyMj: 89_999 }, use)).toBe("energy_divergence");
  });

  test("K-76 what does not diverge is negative and is rounded up, as a divergence is", () => {
    expect(abovePpm({ atLeast: "0", atMost: "1000000", measured: "999990" })).toBe(-10n);
    expect(abovePpm({ atLeast: "0", atMost: "3", measured: "2" })).toBe(-333_333n);
    expect(belowPpm({ atLeast: "1000000", atMost: "0", measured: "1000010" })).toBe(-10n);
  });
});

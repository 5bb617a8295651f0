import { describe, expect, it } from "vitest";
import { type AuditRecord, type MeterReading, newAuditRecord } from "../../src/audit/audit-record.ts";
import { NO_CUSUM } from "../../src/audit/cusum.ts";
import type { PaidUse } from "../../src/audit/paid-use.ts";
import { type MeterReport, reconcile } from "../../src/audit/reconcile.ts";
import { shippedPolicy } from "../../src/policy/shipped-policy.ts";

const START = 1_790_000_000_000;
const HOUR = 3_600_000;
const TERA = 10n ** 12n;
const policy = { ...shippedPolicy, auditWindowMs: HOUR, energyMjPerTeraFlop: 1_000, energyMjPerCall: 10 };

const reading = (at: number, energyMj: number, apiCalls = 0, teraFlop = 0): MeterReading => ({
  measuredAt: at,
  receivedAt: at,
  energyMj: `${energyMj}`,
  apiCalls,
  trainingFlop: `${BigInt(teraFlop) * TERA}`,
});

const record = (meters: readonly string[] = ["m1"]): AuditRecord => ({
  ...newAuditRecord("acme"),
  meters: meters.map((meter) => ({ meter, first: reading(START, 1_000), newest: reading(START, 1_000) })),
  window: { startedAt: START, runs: [], paidMilliCalls: "0" },
});

const paid = (atLeast: number, atMost: number, calls = 0, probes = 0): PaidUse => ({
  flopAtLeast: BigInt(atLeast) * TERA,
  flopAtMost: BigInt(atMost) * TERA,
  apiCallsAtMost: BigInt(calls),
  probes: BigInt(probes),
});

const report = (fields: MeterReading, partsMj: readonly string[] = [], meter = "m1"): MeterReport => ({
  ...fields,
  meter,
  partsMj,
});

const verdict = (at: number, energyMj: number, use: PaidUse, apiCalls = 0, teraFlop = 0) =>
  reconcile(policy, record(), report(reading(START + at, 1_000 + energyMj, apiCalls, teraFlop)), use, ["m1"]).verdict;

describe("wastewater channels", () => {
  it("K-74 agrees up to 10 % beyond what was paid for, and not 1 ppm further", () => {
    expect(verdict(HOUR / 2, 110_000, paid(100, 100), 0, 100)).toBe("agrees");
    expect(verdict(HOUR / 2, 110_001, paid(100, 100), 0, 100)).toBe("energy_divergence");
    expect(verdict(HOUR / 2, 100_000, paid(100, 100), 0, 110)).toBe("agrees");
    expect(verdict(HOUR / 2, 100_000, paid(100, 100), 0, 111)).toBe("training_divergence");
  });

  it("K-74 too little for what was reached is a divergence once the window closes", () => {
    expect(verdict(HOUR - 1, 100_000, paid(100, 100), 0, 89)).toBe("agrees");
    expect(verdict(HOUR, 100_000, paid(100, 100), 0, 89)).toBe("training_divergence");
    expect(verdict(HOUR, 89_999, paid(100, 100), 0, 100)).toBe("energy_divergence");
  });

  it("K-74 between the least and the most that the ledger knows, anything agrees", () => {
    for (const tera of [40, 55, 70]) expect(verdict(HOUR, tera * 1_000, paid(40, 70), 0, tera)).toBe("agrees");
  });

  it("K-74 FLOP where nothing is paid for are off-ledger training", () => {
    expect(verdict(1_000, 0, paid(0, 0), 0, 1)).toBe("off_ledger_training");
    expect(verdict(1_000, 1, paid(0, 0))).toBe("energy_divergence");
    expect(verdict(1_000, 0, paid(0, 0))).toBe("agrees");
  });

  it("K-74 calls beyond what powered deployments may answer", () => {
    expect(verdict(1_000, 0, paid(0, 0, 1_000), 1_100)).toBe("agrees");
    expect(verdict(1_000, 0, paid(0, 0, 1_000), 1_101)).toBe("api_divergence");
    expect(verdict(HOUR, 0, paid(0, 0, 1_000), 0)).toBe("agrees");
  });

  it("K-74 calls and probes explain energy, calls only as far as they were paid for", () => {
    expect(verdict(1_000, 10 * 100, paid(0, 0, 100), 100)).toBe("agrees");
    expect(verdict(1_000, 10 * 100, paid(0, 0, 0, 100))).toBe("agrees");
    expect(verdict(1_000, 10 * 111, paid(0, 0, 100), 100)).toBe("energy_divergence");
  });

  it("K-74 a counter that went backwards, and parts that exceed the whole", () => {
    const use = paid(0, 0);
    const before = {
      ...record(),
      meters: [{ meter: "m1", first: reading(START, 1, 9, 5), newest: reading(START, 1, 9, 5) }],
    };
    const back = (fields: MeterReading) => reconcile(policy, before, report(fields), use, ["m1"]).verdict;
    expect(back(reading(START + 1, 0, 9, 5))).toBe("counter_reversed");
    expect(back(reading(START + 1, 1, 8, 5))).toBe("counter_reversed");
    expect(back(reading(START + 1, 1, 9, 4))).toBe("counter_reversed");
    const { channels } = reconcile(policy, before, report(reading(START + 1, 0, 8, 4)), use, ["m1"]);
    expect(Object.values(channels).map(({ measured }) => measured)).toEqual(["0", "0", "0"]);
    const parts = (partsMj: readonly string[]) =>
      reconcile(policy, record(), report(reading(START + 1, 1_000), partsMj), use, ["m1"]).verdict;
    expect(parts(["400", "600"])).toBe("agrees");
    expect(parts(["400", "601"])).toBe("parts_exceed_whole");
  });

  it("K-74 meters of a lab add up, and a window closes only when all of them were heard of late", () => {
    const two = record(["m1", "m2"]);
    const energy = {
      ...two,
      meters: two.meters.map((meter) =>
        meter.meter === "m2" ? { ...meter, newest: reading(START + HOUR - 31_000, 61_000) } : meter,
      ),
    };
    const late = reconcile(policy, energy, report(reading(START + HOUR, 41_000, 0, 100)), paid(100, 100), ["m1", "m2"]);
    expect(late.channels.energyMj).toEqual({ atLeast: "100000", atMost: "100000", measured: "100000" });
    expect(late.closes).toBe(false);
    const fresh = {
      ...two,
      meters: two.meters.map((meter) =>
        meter.meter === "m2" ? { ...meter, newest: reading(START + HOUR - 1_000, 61_000) } : meter,
      ),
    };
    expect(
      reconcile(policy, fresh, report(reading(START + HOUR, 41_000, 0, 100)), paid(100, 100), ["m1", "m2"]).closes,
    ).toBe(true);
  });

  it("K-76 4 % too much hour by hour is within 10 % and alarms on the second day", () => {
    let cusum = NO_CUSUM;
    let hours = 0;
    let found = "agrees";
    while (found === "agrees" && hours < 72) {
      hours += 1;
      const from = reading(START + (hours - 1) * HOUR, hours * 104_000, 0, hours * 100);
      const before: AuditRecord = {
        ...record(),
        cusum,
        window: { startedAt: from.receivedAt, runs: [], paidMilliCalls: "0" },
        meters: [{ meter: "m1", first: from, newest: from }],
      };
      const to = report(reading(START + hours * HOUR, (hours + 1) * 104_000, 0, (hours + 1) * 100));
      ({ verdict: found, cusum } = reconcile(policy, before, to, paid(100, 100), ["m1"]));
    }
    expect(found).toBe("cumulative_divergence");
    expect(hours).toBe(24);
  });

  it("K-74 the first report opens the window and measures nothing, but may contradict itself", () => {
    const first = reconcile(policy, newAuditRecord("acme"), report(reading(START, 5_000, 7, 9)), null, ["m1"]);
    expect(first).toMatchObject({ verdict: "agrees", windowStartedAt: START, closes: false });
    const wrong = reconcile(policy, newAuditRecord("acme"), report(reading(START, 5_000), ["5001"]), null, ["m1"]);
    expect(wrong.verdict).toBe("parts_exceed_whole");
  });
});

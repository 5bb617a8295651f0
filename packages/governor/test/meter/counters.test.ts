import fc from "fast-check";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { combinedMeter } from "../../src/meter/combined-meter.ts";
import { advanced, type CounterBase, newCounterBase } from "../../src/meter/counter-base.ts";
import {
  type EnergyCounter,
  type EnergyMeter,
  NOTHING_READ,
  type SourceReading,
} from "../../src/meter/energy-meter.ts";
import { KeptMeter } from "../../src/meter/kept-meter.ts";
import { exceededZones, meterReport } from "../../src/meter/meter-report.ts";
import { raplMeter } from "../../src/meter/rapl.ts";
import { apiUsageMeter, trainerMeter } from "../../src/meter/use-meters.ts";
import { codeOf, codeOfAsync } from "./fault-code.ts";
import { raplTree, setRapl } from "./fixtures.ts";

const START = 1_790_000_000_000;
const POWER = 1_000_000n;
const folder = () => mkdtempSync(join(tmpdir(), "meter-"));

const counter = (nanojoules: bigint, fields: Partial<EnergyCounter> = {}): EnergyCounter => ({
  counter: "c",
  nanojoules,
  wrapsAtNj: null,
  powerMaxMw: POWER,
  session: "",
  ...fields,
});
const zone = (whole: EnergyCounter, parts: readonly EnergyCounter[] = []): SourceReading => ({
  ...NOTHING_READ,
  zones: [{ whole, parts }],
});
const after = (base: CounterBase, reading: SourceReading, seconds: number) =>
  advanced(base, { ...reading, measuredAtMs: START + seconds * 1_000 });
const begun = (reading: SourceReading): CounterBase => must(after(newCounterBase("acme", ["s"]), reading, 0));

function must(result: ReturnType<typeof advanced>): CounterBase {
  if (!result.ok) throw result.error;
  return result.value;
}
const codeAfter = (base: CounterBase, reading: SourceReading, seconds: number): string | null => {
  const result = after(base, reading, seconds);
  return result.ok ? null : result.error.code;
};

describe("counter base", () => {
  test("G-167 what a counter shows first counts as nothing, and then every nanojoule once", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt(0n, 10n ** 9n), { maxLength: 20 }), fc.bigInt(0n, 10n ** 30n), (steps, first) => {
        let shown = first;
        let base = begun(zone(counter(shown)));
        steps.forEach((step, at) => {
          shown += step;
          base = must(after(base, zone(counter(shown)), at + 1));
        });
        expect(BigInt(base.zones[0]?.whole.total ?? -1)).toBe(shown - first);
      }),
    );
  });

  test("G-168 a wrap is exact: every value of a counter of 0…9 follows every other", () => {
    for (let from = 0n; from < 10n; from += 1n) {
      for (let used = 0n; used < 10n; used += 1n) {
        const small = (value: bigint) => counter(value, { wrapsAtNj: 10n, powerMaxMw: 9n });
        const base = newCounterBase("acme", ["s"]);
        const started = must(advanced(base, { ...zone(small(from)), measuredAtMs: 0 }));
        const code = advanced(started, { ...zone(small((from + used) % 10n)), measuredAtMs: 1 });
        // 9 mW for 1 ms could go round many times: then there is no telling.
        expect(code.ok ? "read" : code.error.code).toBe("COUNTER_GAP");
        const fine = (value: bigint) => counter(value * 1_000_000n, { wrapsAtNj: 10_000_000n, powerMaxMw: 9_999n });
        const whole = must(advanced(base, { ...zone(fine(from)), measuredAtMs: 0 }));
        const next = must(advanced(whole, { ...zone(fine((from + used) % 10n)), measuredAtMs: 1 }));
        expect(next.zones[0]?.whole.total).toBe(`${used * 1_000_000n}`);
      }
    }
  });

  test("G-169 a reset is never taken for a wrap, nor for zero", () => {
    const wrapping = (value: bigint) => counter(value, { wrapsAtNj: 262_000_000_000_000n });
    expect(codeAfter(begun(zone(wrapping(200_000_000_000_000n))), zone(wrapping(0n)), 10)).toBe("COUNTER_RESET");
    expect(codeAfter(begun(zone(wrapping(261_999_999_999_999n))), zone(wrapping(0n)), 10)).toBeNull();
    expect(codeAfter(begun(zone(counter(5n))), zone(counter(4n)), 10)).toBe("COUNTER_RESET");
    expect(
      codeAfter(begun(zone(counter(5n, { session: "boot-1" }))), zone(counter(9n, { session: "boot-2" })), 10),
    ).toBe("COUNTER_RESET");
  });

  test("G-170 a gap in which it may have wrapped twice, a leap that no power explains and a clock that stood still are refused", () => {
    const wrapping = (value: bigint) => counter(value, { wrapsAtNj: 262_000_000_000_000n });
    expect(codeAfter(begun(zone(wrapping(1n))), zone(wrapping(2n)), 262)).toBe("COUNTER_GAP");
    expect(codeAfter(begun(zone(wrapping(1n))), zone(wrapping(2n)), 261)).toBeNull();
    // Kepler issue 897: 9.2e14 J for a short pod.
    expect(codeAfter(begun(zone(counter(0n))), zone(counter(920_000_000_000_000n * 10n ** 9n)), 10)).toBe(
      "COUNTER_IMPLAUSIBLE",
    );
    expect(codeAfter(begun(zone(counter(0n))), zone(counter(0n)), 0)).toBe("METER_CLOCK");
  });

  test("G-171 a counter that is gone is no zero; a pod that ended keeps what it used", () => {
    const two = {
      ...NOTHING_READ,
      zones: [counter(1n), counter(1n, { counter: "d" })].map((whole) => ({ whole, parts: [] })),
    };
    expect(codeAfter(begun(two), zone(counter(2n)), 10)).toBe("METER_INCOMPLETE");
    const part = (nanojoules: bigint) => counter(nanojoules, { counter: "pod" });
    const used = must(after(begun(zone(counter(0n), [part(0n)])), zone(counter(9n), [part(7n)]), 10));
    const ended = must(after(used, zone(counter(12n)), 20));
    expect(ended.zones[0]?.parts.map(({ total }) => total)).toEqual(["7"]);
  });

  test("G-172 a zone that its parts exceed is reported so that the kernel sees it, whatever the other zones used", () => {
    const reading = (a: bigint, part: bigint, b: bigint): SourceReading => ({
      ...NOTHING_READ,
      zones: [
        { whole: counter(a * 1_000_000n, { counter: "a" }), parts: [counter(part * 1_000_000n, { counter: "p" })] },
        { whole: counter(b * 1_000_000n, { counter: "b" }), parts: [counter(0n, { counter: "q" })] },
      ],
    });
    const sum = (parts: readonly string[]) => parts.reduce((all, part) => all + BigInt(part), 0n);
    const honest = must(after(begun(reading(0n, 0n, 0n)), reading(100n, 100n, 900n), 10));
    expect(exceededZones(honest)).toEqual([]);
    expect(meterReport(honest)).toMatchObject({ energyMj: "1000", partsMj: ["100", "0"] });
    const wrong = must(after(begun(reading(0n, 0n, 0n)), reading(100n, 101n, 900n), 10));
    expect(exceededZones(wrong)).toEqual(["a"]);
    expect(sum(meterReport(wrong).partsMj)).toBeGreaterThan(BigInt(meterReport(wrong).energyMj));
  });

  test("G-173 energy is rounded up and parts down: no rounding makes an alarm", () => {
    const reading = (whole: bigint, parts: readonly bigint[]) =>
      zone(
        counter(whole),
        parts.map((part, at) => counter(part, { counter: `p${at}` })),
      );
    const base = must(after(begun(reading(0n, [0n, 0n])), reading(1_999_998n, [999_999n, 999_999n]), 10));
    expect(meterReport(base)).toMatchObject({ energyMj: "2", partsMj: ["0", "0"] });
  });

  test("G-173 more parts than the kernel takes are added up", () => {
    const parts = (each: bigint) => Array.from({ length: 300 }, (_, at) => counter(each, { counter: `p${at}` }));
    const base = must(after(begun(zone(counter(0n), parts(0n))), zone(counter(10n ** 9n), parts(1_000_000n)), 10));
    const { partsMj } = meterReport(base);
    expect(partsMj).toHaveLength(256);
    expect(partsMj.at(-1)).toBe("45");
  });
});

describe("tare", () => {
  const MJ = 1_000_000n;

  test("G-182 what an idle supply draws is taken off step by step, and nothing is saved up for later", () => {
    const step = (base: CounterBase, mj: bigint, seconds: number) =>
      must(advanced(base, { ...zone(counter(mj * MJ)), measuredAtMs: START + seconds * 1_000 }, 10n));
    const idle = step(begun(zone(counter(0n))), 4n, 1);
    expect(meterReport(idle).energyMj).toBe("0");
    const busy = step(idle, 104n, 2);
    expect(meterReport(busy).energyMj).toBe("90");
    expect(meterReport(step(busy, 104n, 3)).energyMj).toBe("90");
  });

  test("G-182 parts are told beside a tared whole only when they exceed it", () => {
    const reading = (mj: bigint, part: bigint) => zone(counter(mj * MJ), [counter(part * MJ, { counter: "p" })]);
    const after10 = (mj: bigint, part: bigint) =>
      meterReport(must(advanced(begun(reading(0n, 0n)), { ...reading(mj, part), measuredAtMs: START + 10_000 }, 1n)));
    expect(after10(100n, 98n)).toMatchObject({ energyMj: "90", partsMj: [] });
    expect(after10(100n, 101n)).toMatchObject({ energyMj: "90", partsMj: ["101"] });
  });
});

describe("kept meters", () => {
  const scripted = (values: readonly (bigint | Error)[]): EnergyMeter => {
    const left = [...values];
    return {
      name: "scripted",
      read: () => {
        const value = left.shift();
        return typeof value === "bigint" ? Promise.resolve(zone(counter(value))) : Promise.reject(value as Error);
      },
    };
  };
  const clock = () => {
    let at = START;
    return { wallMs: () => (at += 1_000) };
  };
  const MJ = 1_000_000n;

  test("G-174 a meter that starts again goes on where it was, and skips nothing", async () => {
    const file = join(folder(), "base.json");
    const parts = { lab: "acme", tareMw: 0n, clock: clock(), file };
    const first = new KeptMeter({ ...parts, meter: scripted([100n * MJ, 130n * MJ]) });
    expect((await first.next()).energyMj).toBe("0");
    expect((await first.next()).energyMj).toBe("30");
    const second = new KeptMeter({ ...parts, meter: scripted([175n * MJ]) });
    expect((await second.next()).energyMj).toBe("75");
  });

  test("G-174 the base is durable before the report is there, and a fault leaves it as it was", async () => {
    const file = join(folder(), "base.json");
    const meter = new KeptMeter({
      lab: "acme",
      tareMw: 0n,
      clock: clock(),
      file,
      meter: scripted([5n * MJ, 1n * MJ, 8n * MJ]),
    });
    await meter.next();
    const kept = readFileSync(file, "utf8");
    expect(await codeOfAsync(() => meter.next())).toBe("COUNTER_RESET");
    expect(readFileSync(file, "utf8")).toBe(kept);
    expect((await meter.next()).energyMj).toBe("3");
  });

  test("G-174 a base of another lab or source, or with a byte changed, is refused", async () => {
    const file = join(folder(), "base.json");
    const parts = { tareMw: 0n, clock: clock(), file };
    await new KeptMeter({ ...parts, lab: "acme", meter: scripted([1n]) }).next();
    expect(codeOf(() => new KeptMeter({ ...parts, lab: "other", meter: scripted([]) }))).toBe("METER_BASE_OTHER");
    writeFileSync(file, readFileSync(file, "utf8").slice(1));
    expect(codeOf(() => new KeptMeter({ ...parts, lab: "acme", meter: scripted([]) }))).toBe("METER_BASE_MALFORMED");
  });

  test("G-175 several sources add up; none may count what another counts, and one that is silent silences all", async () => {
    const named = (name: string, value: bigint): EnergyMeter => ({
      name,
      read: () => Promise.resolve(zone(counter(value, { counter: name }))),
    });
    expect((await combinedMeter([named("a", 1n), named("b", 2n)]).read()).zones).toHaveLength(2);
    expect(await codeOfAsync(() => combinedMeter([named("a", 1n), named("a", 2n)]).read())).toBe("METER_MALFORMED");
    expect(await codeOfAsync(() => combinedMeter([]).read())).toBe("METER_INCOMPLETE");
    const silent = raplMeter(POWER, join(folder(), "none"));
    expect(await codeOfAsync(() => combinedMeter([named("a", 1n), silent]).read())).toBe("METER_UNREADABLE");
  });
});

describe("RAPL, from a tree as the kernel documents it", () => {
  test("G-176 packages and memory are wholes, cores and uncore parts, psys is left out", async () => {
    const root = raplTree({ "intel-rapl:0": 900, "intel-rapl:0:0": 500, "intel-rapl:0:1": 100, "intel-rapl:0:2": 70 });
    const { zones } = await raplMeter(POWER, root).read();
    expect(zones.map(({ whole }) => [whole.counter, whole.nanojoules])).toEqual([
      ["rapl:package-0", 900_000n],
      ["rapl:package-0/dram", 70_000n],
    ]);
    expect(zones[0]?.parts.map(({ nanojoules }) => nanojoules)).toEqual([500_000n, 100_000n]);
    expect(zones[0]?.whole.wrapsAtNj).toBe(262_143_328_851_000n);
  });

  test("G-176 text, a value beyond the range and a file that is gone are silence", async () => {
    for (const value of ["", "-1", "many", "262143328851"]) {
      const root = raplTree({});
      setRapl(root, "intel-rapl:0", value);
      expect(await codeOfAsync(() => raplMeter(POWER, root).read())).toBe("METER_MALFORMED");
    }
    expect(await codeOfAsync(() => raplMeter(POWER, folder()).read())).toBe("METER_UNREADABLE");
  });

  test("G-168 it goes on over a wrap of the package to the microjoule", async () => {
    const root = raplTree({ "intel-rapl:0": "262143328850" });
    const clock = (() => {
      let at = START;
      return { wallMs: () => (at += 1_000) };
    })();
    const meter = new KeptMeter({
      lab: "acme",
      tareMw: 0n,
      clock,
      file: join(folder(), "b"),
      meter: raplMeter(POWER, root),
    });
    await meter.next();
    setRapl(root, "intel-rapl:0", 998);
    // From the last value of the counter to 998 are 999 µJ: not even a millijoule, and so one.
    expect((await meter.next()).energyMj).toBe("1");
    setRapl(root, "intel-rapl:0", 1_999);
    expect((await meter.next()).energyMj).toBe("2");
  });
});

describe("calls and FLOP", () => {
  const usage = (fields: object) =>
    JSON.stringify({
      calls: 3,
      promptTokens: 1,
      completionTokens: 1,
      bytesIn: 1,
      bytesOut: 1,
      sinceMs: START,
      ...fields,
    });
  const written = (text: string): string => {
    const file = join(folder(), "api-usage.json");
    writeFileSync(file, text);
    return file;
  };

  test("G-177 calls come from the proxy's file, and a proxy that began anew is a reset", async () => {
    const file = written(usage({}));
    const meter = apiUsageMeter(file);
    const base = begun(await meter.read());
    writeFileSync(file, usage({ calls: 10 }));
    expect(meterReport(must(after(base, await meter.read(), 10))).apiCalls).toBe(7);
    writeFileSync(file, usage({ calls: 10, sinceMs: START + 1 }));
    expect(codeAfter(base, await meter.read(), 10)).toBe("COUNTER_RESET");
    for (const text of ["", "{}", usage({ calls: 1.5 }), usage({ more: 1 })])
      expect(await codeOfAsync(() => apiUsageMeter(written(text)).read())).toBe("METER_MALFORMED");
  });

  test("G-178 before the first checkpoint it is zero; a folder that is not there is silence, and stays away", async () => {
    const nowhere = join(folder(), "nowhere");
    expect(await codeOfAsync(() => trainerMeter(nowhere).read())).toBe("METER_UNREADABLE");
    expect(existsSync(nowhere)).toBe(false);
    writeFileSync(nowhere, "a file");
    expect(await codeOfAsync(() => trainerMeter(nowhere).read())).toBe("METER_UNREADABLE");
    expect((await trainerMeter(folder()).read()).trainingFlop).toMatchObject([{ value: 0n }]);
  });

  test("G-178 training FLOP are the trainer's word; a checkpoint that says none is silence", async () => {
    const checkpoints = folder();
    const meter = trainerMeter(checkpoints);
    const base = begun(await meter.read());
    writeFileSync(join(checkpoints, "checkpoint-1"), "weights");
    expect(await codeOfAsync(() => meter.read())).toBe("METER_INCOMPLETE");
    const note = { step: 1, trainedFlop: "123456789012345678901", meanRewardMicro: null };
    writeFileSync(join(checkpoints, ".plimsoll", "checkpoint-1.json"), JSON.stringify(note));
    expect(meterReport(must(after(base, await meter.read(), 10))).trainingFlop).toBe("123456789012345678901");
  });
});

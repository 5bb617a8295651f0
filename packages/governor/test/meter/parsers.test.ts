import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dcgmZones, keplerZones } from "../../src/meter/exporter-counters.ts";
import { scaledUp } from "../../src/meter/exact-decimal.ts";
import { parseExposition } from "../../src/meter/exposition.ts";
import { gpuZones } from "../../src/meter/nvidia-smi.ts";
import { answeredCounters, energyQuery } from "../../src/meter/prometheus-answer.ts";
import { dcgmText, keplerText } from "./fixtures.ts";
import { codeOf } from "./fault-code.ts";

const AT = { nowMs: 1_790_000_000_000, powerMaxMw: 1_000_000n };

describe("exact decimals", () => {
  test.each([
    ["0", 0n],
    ["1", 1_000_000_000n],
    ["0.1", 100_000_000n],
    ["1.5152422938e+10", 15_152_422_938_000_000_000n],
    ["123456789012345678.000000001", 123_456_789_012_345_678_000_000_001n],
    ["1e-9", 1n],
    ["0.0000000001", 1n],
  ])("G-160 %s joules are exactly that many nanojoules, rounded up", (text, nanojoules) => {
    expect(scaledUp(text, 9, "joules")).toBe(nanojoules);
  });

  test.each(["NaN", "+Inf", "-Inf", "-1", "", " 1", "1,5", "0x10", "1e999", "١"])(
    "G-161 %j is no amount, and never zero",
    (text) => {
      expect(codeOf(() => scaledUp(text, 9, "joules"))).toBe("METER_MALFORMED");
    },
  );
});

describe("Prometheus text format", () => {
  test("G-162 names, labels with escapes, values and timestamps are read as they stand", () => {
    const text =
      '# HELP a Words.\n# TYPE a counter\na{x="1",y="a\\"b\\\\c\\nd"} 1.25e3 1790000000000\nb 7\r\n\n# EOF\n';
    const { samples, types, helps } = parseExposition(text);
    expect(types.get("a")).toBe("counter");
    expect(helps.get("a")).toBe("Words.");
    expect(samples).toEqual([
      {
        name: "a",
        labels: new Map([
          ["x", "1"],
          ["y", 'a"b\\c\nd'],
        ]),
        value: "1.25e3",
        timestampMs: 1_790_000_000_000,
      },
      { name: "b", labels: new Map(), value: "7", timestampMs: null },
    ]);
  });

  test.each([
    'a{x="1"} 1\na{x="1"} 2',
    'a{x="1",y="2"} 1\na{y="2",x="1"} 2',
    "# TYPE a counter\n# TYPE a gauge\na 1",
    "# TYPE a sometimes\na 1",
    'a{x="1" 1',
    "a{x=1} 1",
    'a{x="1",x="2"} 1',
    "a",
    "a 1 2 3",
    'a{x="\\q"} 1',
    "{} 1",
  ])("G-162 a scrape with one bad line is refused as a whole: %j", (text) => {
    expect(codeOf(() => parseExposition(text))).toBe("METER_MALFORMED");
  });

  test("G-162 no text makes it fail otherwise", () => {
    const line = fc.oneof(fc.string(), fc.constantFrom('a{b="c"} 1', "# TYPE a counter", "a 1", 'a{b="c"'));
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        expect([null, "METER_MALFORMED"]).toContain(codeOf(() => parseExposition(lines.join("\n"))));
      }),
    );
  });
});

describe("exporters", () => {
  test("G-163 DCGM: the energy of each GPU in mJ; a GPU that MIG shows several times counts once", () => {
    const zones = dcgmZones(parseExposition(dcgmText({ "GPU-a": "15152422938", "GPU-b": "1000000.0" })), AT);
    expect(zones.map(({ whole }) => [whole.counter, whole.nanojoules])).toEqual([
      ["gpu:GPU-a", 15_152_422_938_000_000n],
      ["gpu:GPU-b", 1_000_000_000_000n],
    ]);
    const mig = `${dcgmText({ "GPU-a": "257858316" })}DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-a",GPU_I_ID="5"} 257858316\n`;
    expect(dcgmZones(parseExposition(mig), AT)).toHaveLength(1);
    expect(codeOf(() => dcgmZones(parseExposition(mig.replace('5"} 257858316', '5"} 3')), AT))).toBe("METER_MALFORMED");
  });

  test("G-164 a gauge, an untyped metric, another unit and a missing metric are no measurement", () => {
    const text = dcgmText({ "GPU-a": "1" });
    const code = (changed: string) => codeOf(() => dcgmZones(parseExposition(changed), AT));
    expect(code(text.replace("CONSUMPTION counter", "CONSUMPTION gauge"))).toBe("METER_NOT_A_COUNTER");
    expect(code(text.replace("# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter\n", ""))).toBe("METER_NOT_A_COUNTER");
    expect(code(text.replace("(in mJ)", "(in J)"))).toBe("METER_UNIT");
    expect(code("# TYPE DCGM_FI_DEV_POWER_USAGE gauge\nDCGM_FI_DEV_POWER_USAGE 70")).toBe("METER_INCOMPLETE");
    expect(code(text.replace('UUID="GPU-a",pci', "pci"))).toBe("METER_MALFORMED");
    expect(code(text.replace('H100"} 1', 'H100"} NaN'))).toBe("METER_MALFORMED");
  });

  test("G-161 an exporter whose own timestamps are a minute old is stale", () => {
    const old = `# HELP DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION (in mJ)\n# TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter\nDCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{UUID="a"} 1 ${AT.nowMs - 60_001}`;
    expect(codeOf(() => dcgmZones(parseExposition(old), AT))).toBe("METER_STALE");
    expect(dcgmZones(parseExposition(old.replace(`${AT.nowMs - 60_001}`, `${AT.nowMs - 60_000}`)), AT)).toHaveLength(1);
  });

  test("G-163 Kepler: node by zone with its pods as parts; cores are in the package and not counted beside it", () => {
    const [zone, second] = keplerZones(parseExposition(keplerText(1_000.5, { a: 600, b: 400.5 })), AT);
    expect(second).toBeUndefined();
    expect(zone?.whole.nanojoules).toBe(1_000_500_000_000n);
    expect(zone?.parts.map(({ nanojoules }) => nanojoules)).toEqual([600_000_000_000n, 400_500_000_000n]);
  });

  test("G-165 nvidia-smi: one line for each GPU, and no answer in words is an amount", () => {
    expect(gpuZones("GPU-a1, 1234\nGPU-b2, 5\n", 1n).map(({ whole }) => whole.nanojoules)).toEqual([
      1_234_000_000n,
      5_000_000n,
    ]);
    for (const text of [
      "GPU-a1, [N/A]\n",
      'Field "total_energy_consumption" is not a valid field to query.\n',
      "GPU-a1, 12 mJ",
      "GPU-a, 1\nGPU-a, 1",
    ])
      expect(codeOf(() => gpuZones(text, 1n))).toBe("METER_MALFORMED");
    expect(codeOf(() => gpuZones("\n", 1n))).toBe("METER_INCOMPLETE");
  });
});

describe("Prometheus queries", () => {
  const query = energyQuery('node_rapl_package_joules_total{index="0"}', null);
  const NAME = { __name__: query.metric, index: "0" };
  const answerOf = (resultType: string, result: readonly unknown[]) => ({
    status: "success",
    data: { resultType, result },
  });
  /** As Prometheus answers: an instant vector has the time of the question, whatever it repeats. */
  const standing = answerOf("vector", [{ metric: NAME, value: [AT.nowMs / 1_000, "1"] }]);
  const samples = (...values: readonly unknown[]) => answerOf("matrix", [{ metric: NAME, values }]);
  const metadata = { status: "success", data: { [query.metric]: [{ type: "counter", help: "", unit: "" }] } };
  const now = AT.nowMs / 1_000;

  test("G-166 a counter is asked for by its name, and its value is read exactly", () => {
    const answers = { metadata, standing, samples: samples([now - 15, "51000"], [now - 0.25, "52000.123456"]) };
    const [counter] = answeredCounters(query, answers, AT);
    expect(counter?.nanojoules).toBe(52_000_123_456_000n);
    expect(counter?.counter).toContain('index="0"');
  });

  test("G-166 a sample is as old as the sample, not as the answer; a series that does not go on is none", () => {
    const code = (of: object, stand: object = standing) =>
      codeOf(() => answeredCounters(query, { metadata, standing: stand, samples: of }, AT));
    expect(code(samples([now - 60, "1"]))).toBeNull();
    expect(code(samples([now - 60.001, "1"]))).toBe("METER_STALE");
    expect(code(samples([now + 61, "1"]))).toBe("METER_STALE");
    expect(code(answerOf("matrix", []))).toBe("METER_STALE");
    expect(code(samples([now, "1"]), answerOf("vector", []))).toBe("METER_INCOMPLETE");
    const ended = { metric: { ...NAME, index: "1" }, values: [[now, "9"]] };
    const both = answerOf("matrix", [ended, { metric: NAME, values: [[now, "1"]] }]);
    expect(answeredCounters(query, { metadata, standing, samples: both }, AT)).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ["NaN", { samples: samples([now, "NaN"]) }, "METER_MALFORMED"],
    ["infinite", { samples: samples([now, "+Inf"]) }, "METER_MALFORMED"],
    ["a number that is no text", { samples: samples([now, 1]) }, "METER_MALFORMED"],
    ["a series without samples", { samples: samples() }, "METER_MALFORMED"],
    [
      "of another metric",
      { standing: answerOf("vector", [{ metric: { __name__: "other" }, value: [now, "1"] }]) },
      "METER_MALFORMED",
    ],
    [
      "the same series twice",
      { standing: answerOf("vector", [{ metric: NAME }, { metric: NAME }]) },
      "METER_MALFORMED",
    ],
    ["a vector, whose time is the question's", { samples: standing }, "METER_MALFORMED"],
    ["a matrix where series are asked for", { standing: samples([now, "1"]) }, "METER_MALFORMED"],
    ["an error", { samples: { status: "error", error: "x" } }, "METER_MALFORMED"],
    [
      "a gauge",
      { metadata: { status: "success", data: { [query.metric]: [{ type: "gauge" }] } } },
      "METER_NOT_A_COUNTER",
    ],
    ["unknown to the server", { metadata: { status: "success", data: {} } }, "METER_NOT_A_COUNTER"],
  ])("G-166 an answer that is %s is refused", (_, over, code) => {
    const answers = { metadata, standing, samples: samples([now, "1"]), ...over };
    expect(codeOf(() => answeredCounters(query, answers, AT))).toBe(code);
  });

  test("G-164 no function, no watts, and no unit against the name", () => {
    expect(codeOf(() => energyQuery("sum(node_rapl_package_joules_total)", null))).toBe("METER_NOT_A_COUNTER");
    expect(codeOf(() => energyQuery("rate(x_joules_total[5m])", null))).toBe("METER_NOT_A_COUNTER");
    expect(codeOf(() => energyQuery("kepler_node_cpu_watts", "J"))).toBe("METER_NOT_A_COUNTER");
    expect(codeOf(() => energyQuery("x_joules_total", "mJ"))).toBe("METER_UNIT");
    expect(codeOf(() => energyQuery("DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", "J"))).toBe("METER_UNIT");
    expect(codeOf(() => energyQuery("x_energy", null))).toBe("METER_UNIT");
    expect(codeOf(() => energyQuery("x_energy", "kWh"))).toBe("METER_UNIT");
    expect(energyQuery("x_energy", "uJ").unit).toBe("uJ");
  });
});

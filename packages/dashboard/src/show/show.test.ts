import { describe, expect, test } from "vitest";
import type { NowRun } from "../api/now.ts";
import type { WalletItem } from "../api/nouns.ts";
import { accountBar } from "./account-bar.ts";
import { graphLayout } from "./graph-layout.ts";
import { BAND_EDGES, heightOf, zoneOf } from "./load-line.ts";
import { plainWords, shortDigest } from "./names.ts";
import { computeUnits, counted, energy, grouped, percent, scaled, share, shareOf, UNKNOWN } from "./numbers.ts";
import { bandShown, byUrgency, powerView } from "./power-view.ts";
import { duration, instant, timeOfDay } from "./times.ts";
import { visible } from "./visible.ts";

describe("figures", () => {
  test("SVR-22 SVR-73 whatever is not known is called unknown", () => {
    for (const shown of [
      share(null),
      percent(null),
      grouped(null),
      computeUnits(null),
      scaled(null, "FLOP"),
      duration(null),
      instant(null),
      timeOfDay(null),
      energy(null),
    ])
      expect(shown).toBe(UNKNOWN);
    expect(shareOf(null, "5")).toBeNull();
    expect(shareOf("1", "0")).toBeNull();
  });

  test("SVR-79 a bound is rounded down, so that 0.99 is never shown before it is proven", () => {
    expect(share(989_999)).toBe("0.9899");
    expect(share(989_999, 2)).toBe("0.98");
    expect(share(990_000, 2)).toBe("0.99");
    expect(share(1_000_000)).toBe("1.0000");
    expect(share(0)).toBe("0.0000");
    expect(share(50_000)).toBe("0.0500");
  });

  test("SVR-79 amounts keep every digit", () => {
    expect(computeUnits("1")).toBe("0.000001 CU");
    expect(computeUnits("26000000")).toBe("26 CU");
    expect(computeUnits("1234567500000")).toBe("1\u202F234\u202F567.5 CU");
    expect(computeUnits("9007199254740993000001")).toBe("9\u202F007\u202F199\u202F254\u202F740\u202F993.000001 CU");
    expect(computeUnits("-2500000")).toBe("-2.5 CU");
  });

  test("SVR-79 long counts have three digits and a prefix, or a power of ten", () => {
    expect(scaled("999", "FLOP")).toBe("999 FLOP");
    expect(scaled("1230", "FLOP")).toBe("1.23 kFLOP");
    expect(scaled("433000000000000000", "FLOP")).toBe("433 PFLOP");
    expect(scaled(`1${"0".repeat(30)}`, "FLOP")).toBe("1.00e30 FLOP");
    expect(energy("903400000")).toBe("903 kJ");
    expect(percent(200_000)).toBe("20 %");
    expect(percent(12_345)).toBe("1.2 %");
    expect(shareOf("1", "3")).toBe(333_333);
    expect([counted(1, "run"), counted(1_200, "run")]).toEqual(["1 run", "1\u202F200 runs"]);
  });

  test("SVR-79 times are in UTC and durations in the unit that says something", () => {
    expect(instant(1_790_000_000_000)).toBe("2026-09-21 14:13:20 UTC");
    expect(timeOfDay(1_790_000_000_000)).toBe("14:13:20 UTC");
    expect(instant(9e15)).toBe(UNKNOWN);
    expect([0, 999, 59_999, 60_000, 3_599_999, 3_600_000, 90_000_000].map(duration)).toEqual([
      "0.0 s",
      "0.9 s",
      "59.9 s",
      "1 min 00 s",
      "59 min 59 s",
      "1 h 00 min",
      "1 d 1 h",
    ]);
  });

  test("SVR-79 names are shortened only where the whole of them is a digest", () => {
    expect(shortDigest(`sha256:${"ab".repeat(32)}`)).toBe("sha256:abababab…");
    expect(shortDigest("set-1")).toBe("set-1");
    expect(plainWords("goal_edit")).toBe("goal edit");
  });
});

describe("the load line", () => {
  test("SVR-80 stands higher the less doubt there is, and never leaves the hull", () => {
    const heights = [0, 500_000, 800_000, 900_000, 950_000, 989_999, 990_000, 999_000, 1_000_000].map(heightOf);
    expect(heights).toEqual(heights.toSorted((left, right) => left - right));
    expect([heights[0], heights.at(-1)]).toEqual([0, 1]);
  });

  test("SVR-80 lies in the band that it proves, and an unknown one in none", () => {
    const zones = [990_000, 989_999, 950_000, 949_999, 900_000, 899_999, 0].map((ppm) => zoneOf(ppm, BAND_EDGES));
    expect(zones).toEqual(["full", "research", "research", "paused", "paused", "below", "below"]);
    expect(zoneOf(null, BAND_EDGES)).toBe("unknown");
  });
});

const NOW_MS = 1_790_000_000_000;

const run = (name: string, levelPpm: number | null, band: string, achieved?: number | null, heardAt = NOW_MS): NowRun =>
  ({
    run: name,
    power: levelPpm === null ? null : { levelPpm, band, reasons: [] },
    job:
      achieved === undefined ? null : { levelPpm: achieved, processes: 1, heardAt, leaseEndsAt: 0, leaseTtlMs: 5_000 },
  }) as unknown as NowRun;

describe("power", () => {
  const unknownWhy = (each: NowRun, nowMs: number | null = NOW_MS) => {
    const { achievedPpm, achievedUnknown } = powerView(each, nowMs);
    return [achievedPpm, achievedUnknown];
  };

  test("SVR-81 allowed and achieved stand side by side", () => {
    expect(powerView(run("a", 200_000, "research", 200_000), NOW_MS)).toEqual({
      allowedPpm: 200_000,
      band: "research",
      achievedPpm: 200_000,
      achievedUnknown: null,
      isAbove: false,
    });
  });

  test("SVR-81 what nobody told is unknown and why, and so is a word older than a lease lasts", () => {
    expect(unknownWhy(run("a", 200_000, "research"))).toEqual([null, "not a job of this machine"]);
    expect(unknownWhy(run("a", 0, "paused", null))).toEqual([null, "the machine has not said"]);
    expect(unknownWhy(run("a", 0, "paused", 200_000), null)).toEqual([null, "nothing is heard"]);
    expect(unknownWhy(run("a", 0, "paused", 200_000, NOW_MS - 4_999))).toEqual([200_000, null]);
    expect(unknownWhy(run("a", 0, "paused", 200_000, NOW_MS - 5_000))).toEqual([null, "last heard 5.0 s ago"]);
  });

  test("SVR-81 more than is allowed is an alarm, and anything is more than an allowance that is not known", () => {
    expect(powerView(run("a", 200_000, "research", 200_001), NOW_MS).isAbove).toBe(true);
    expect(powerView(run("a", null, "", 1), NOW_MS).isAbove).toBe(true);
    expect(powerView(run("a", null, "", 0), NOW_MS).isAbove).toBe(false);
  });

  test("SVR-81 a band that the page does not know is unknown, and stands before the good ones", () => {
    expect(["full", "cut", "splendid", undefined, null].map(bandShown)).toEqual([
      "full",
      "cut",
      "unknown",
      "unknown",
      "unknown",
    ]);
    const runs = [
      run("a", 1, "full"),
      run("b", 1, "cut"),
      run("c", null, ""),
      run("d", 1, "paused"),
      run("e", 0, "full", 9),
    ];
    expect(byUrgency(runs, NOW_MS).map((each) => each.run)).toEqual(["e", "c", "b", "d", "a"]);
  });
});

const wallet = (accounts: Partial<WalletItem>): WalletItem => ({
  ...{
    lab: "acme",
    quarter: "2026Q4",
    granted: "0",
    available: "0",
    reserved: "0",
    posted: "0",
    spent: "0",
    overdraft: "0",
  },
  ...{ wedgeMicroCu: null, compliancePpm: null, exhausted: false },
  ...accounts,
});

describe("wallets", () => {
  test("SVR-82 the parts fill the bar, and the line of what was granted stands where overdraft begins", () => {
    const bar = accountBar(wallet({ granted: "100", spent: "125", overdraft: "25" }));
    expect(bar).toMatchObject({ grantedPpm: 800_000, isConserved: true });
    const parts = accountBar(
      wallet({ granted: "100", spent: "10", posted: "20", reserved: "30", available: "40" }),
    )?.parts;
    expect(parts?.map(({ account, startPpm, widthPpm }) => [account, startPpm, widthPpm])).toEqual([
      ["spent", 0, 100_000],
      ["posted", 100_000, 200_000],
      ["reserved", 300_000, 300_000],
      ["available", 600_000, 400_000],
    ]);
  });

  test("SVR-82 figures that do not conserve are said to, and an empty wallet has no bar", () => {
    expect(accountBar(wallet({ granted: "100", spent: "90" }))?.isConserved).toBe(false);
    expect(accountBar(wallet({ granted: "90", spent: "100" }))?.isConserved).toBe(false);
    expect(accountBar(wallet({}))).toBeNull();
  });
});

describe("the graph", () => {
  const graph = (names: string, ...edges: string[]) => ({
    nodes: Array.from(names, (node) => ({ node })),
    edges: edges.map(([from = "", to = ""]) => ({ from, to })),
  });
  const layers = (names: string, ...edges: string[]) =>
    graphLayout(graph(names, ...edges)).nodes.map(({ node, layer }) => `${node}${layer}`);

  test("SVR-83 every node stands behind all that hold a privilege on it", () => {
    expect(layers("abc", "ab", "bc", "ac")).toEqual(["a0", "b1", "c2"]);
    expect(layers("cba", "ab", "bc", "ac")).toEqual(["c2", "b1", "a0"]);
  });

  test("SVR-83 a circle ends, with one edge that leads back", () => {
    const layout = graphLayout(graph("abc", "ab", "bc", "ca"));
    expect(layout.nodes.map(({ layer }) => layer)).toEqual([0, 1, 2]);
    expect(layout.edges.map(({ isBack }) => isBack)).toEqual([false, false, true]);
    expect(graphLayout(graph("a", "aa")).edges).toMatchObject([{ isBack: true }]);
  });

  test("SVR-83 an edge over several layers keeps a place of its own in each, and no two things share one", () => {
    const { nodes, edges } = graphLayout(graph("abcd", "ab", "bc", "cd", "ad"));
    expect(edges[3]?.places.map(({ layer }) => layer)).toEqual([0, 1, 2, 3]);
    const between = edges.flatMap(({ places }) => places.slice(1, -1));
    const places = [...nodes, ...between].map(({ layer, row }) => `${layer}/${row}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test("SVR-83 a graph of nothing, and one whose edges name nodes that are not there, still make a picture", () => {
    expect(graphLayout({ nodes: [], edges: [] })).toMatchObject({ layers: 0, rows: 0 });
    expect(graphLayout(graph("a", "ax")).nodes).toHaveLength(1);
  });
});

test("SVR-87 what changes how its neighbours are read and is not seen is written out", () => {
  expect(visible("run-1\u202e1-nur")).toBe("run-1\\u202e1-nur");
  expect(visible("a\u0000b\u200bc\ufeffd\u2066e\u0085f\u00adg")).toBe(
    "a\\u0000b\\u200bc\\ufeffd\\u2066e\\u0085f\\u00adg",
  );
  expect(visible("Zoë\n\t– 模型 ≥ 0.99 🚢")).toBe("Zoë\n\t– 模型 ≥ 0.99 🚢");
});

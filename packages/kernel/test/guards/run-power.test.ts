import { power } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { samePower } from "../../src/power/power-level.ts";
import { strictPolicy, testPolicy, TestSite, weights } from "../test-site.ts";

describe("what a run's evidence carries", () => {
  test("K-23 before any set has closed, an open one that shows too little says so", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"));
    site.open("set-1", weights("w0"));
    expect(site.power().reasons).toEqual(["CONTROL_UNPROVEN"]);
    site.record("set-1", { uncontrolled: 60 });
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_BELOW_RESEARCH"] });
  });

  test("K-24 evidence that has aged keeps its own reason where it showed less", () => {
    const site = TestSite.inFull();
    site.probe("set-3", weights("w0"), { uncontrolled: 60 });
    site.at += testPolicy.evidenceTtlMs + 1;
    expect(site.power().reasons).toEqual(["CONTROL_BELOW_RESEARCH"]);
    const clean = TestSite.inFull();
    clean.at += testPolicy.evidenceTtlMs + 1;
    expect(clean.power().reasons).toEqual(["CONTROL_STALE"]);
  });

  test("K-24 what the newest weights have shown is not washed off by later sets on what they came from", () => {
    const site = TestSite.inFull({ ...testPolicy, coverCheckpoints: 3 });
    site.checkpoint(weights("w1"), "1");
    site.checkpoint(weights("w2"), "2");
    site.probe("on-w2", weights("w2"), { uncontrolled: 20 });
    expect(site.power().band).toBe("research");
    site.probe("on-w1", weights("w1"));
    site.probe("on-w0", weights("w0"));
    const head = site.state.checkpoints.get(weights("w2"));
    expect(head).toMatchObject({ lastSets: ["on-w0", "on-w1"], nearestSets: ["on-w2", "on-w1"] });
    expect(site.power()).toMatchObject({ levelPpm: 200_000, reasons: ["CONTROL_BELOW_FULL"] });
  });

  test("K-62 K-63 who is not screened needs the oversight families besides control and the gap", () => {
    const site = TestSite.opened(strictPolicy);
    site.startFrom(weights("w0"));
    const wins = { comparisons: 1_000, wins: 1 };
    const benchmark = {
      type: "benchmark.record",
      run: "run-1",
      digest: weights("w0"),
      eval: wins,
      shadow: wins,
    } as const;
    site.do({ ...benchmark, source: weights("s"), population: weights("p"), capabilityGainMicroCu: null });
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["FAMILIES_UNPROVEN"] });
  });

  test.each([
    [9_990, "GENESIS"],
    [10_000, "GENESIS_CAP"],
  ])("K-28 after %i ms at 100 FLOP a second, of 1 000: %s", (ms, reason) => {
    const site = TestSite.opened();
    site.start({ flopPerSecondMax: "100" });
    site.lease();
    expect(power(site.state, "run-1", site.at + ms).reasons).toEqual([reason]);
  });
});

describe("a change of power", () => {
  const level = { levelPpm: 0, band: "paused", reasons: ["KILLED"] } as const;

  test.each([
    ["another level", { levelPpm: 200_000 }],
    ["another band", { band: "cut" }],
    ["another reason", { reasons: ["RUN_ENDED"] }],
    ["one reason more", { reasons: ["KILLED", "RUN_ENDED"] }],
    ["no reason", { reasons: [] }],
  ] as const)("K-42 %s is a change", (_, fields) => {
    expect(samePower(level, { ...level, ...fields })).toBe(false);
    expect(samePower(level, { ...level })).toBe(true);
  });
});

import { describe, expect, test } from "vitest";
import { apply, decide, emptyState, type StampedCommand, stateDigest } from "@plimsoll/kernel";
import { KEYS, START_MS, startCommand, testPolicy, TestSite, weights } from "./test-site.ts";

const CU = 1_000_000;

const ACCREDIT = {
  type: "lab.accredit",
  lab: "x",
  labKey: KEYS.lab,
  headcount: 1,
  baselineComputeUnits: 0,
  persons: [],
  hardwareRoots: [],
  meters: [],
} as const;

describe("wallets", () => {
  test("K-12 a start reserves, the first lease posts, the end spends", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"), { tier: 2 });
    expect(site.wallet()).toMatchObject({ granted: 26 * CU, available: 21 * CU, reserved: 5 * CU });
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    expect(site.lease()).toBeNull();
    expect(site.wallet()).toMatchObject({ reserved: 0, posted: 5 * CU });
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    expect(site.wallet()).toMatchObject({ posted: 0, spent: 5 * CU, available: 21 * CU });
  });

  test("K-12 a start that never got power voids its reservation", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"), { tier: 2 });
    site.do({ type: "run.end", run: "run-1", reason: "abandoned" });
    expect(site.wallet()).toMatchObject({ available: 26 * CU, reserved: 0, spent: 0 });
  });

  test("K-13 of 26 CU, runs of Tier 3, 2 and 2 leave 6, 1, and a refusal", () => {
    const site = TestSite.opened();
    expect(site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 3 })).toBeNull();
    expect(site.wallet()?.available).toBe(6 * CU);
    expect(site.startFrom(weights("b"), { run: "r2", lineage: "l2", tier: 2 })).toBeNull();
    expect(site.wallet()?.available).toBe(1 * CU);
    expect(site.startFrom(weights("c"), { run: "r3", lineage: "l3", tier: 2 })).toBe("INSUFFICIENT_CU");
  });

  test("K-14 a reservation expires by itself", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"), { tier: 2 });
    site.at += testPolicy.reservationTtlMs;
    site.do({ type: "tick", holders: [] });
    expect(site.wallet()).toMatchObject({ available: 26 * CU, reserved: 0 });
    expect(site.lease()).toBe("RUN_ENDED");
  });

  test("K-15 one training from scratch per lab and quarter, given back when it got no power", () => {
    const site = TestSite.opened();
    expect(site.startGenesis("r1", "l1")).toBeNull();
    expect(site.startGenesis("r2", "l2")).toBe("GENESIS_SPENT");
    site.do({ type: "run.end", run: "r1", reason: "abandoned" });
    expect(site.startGenesis("r2", "l2")).toBeNull();
    expect(site.lease("lease-2", "r2")).toBeNull();
    site.at += 1000;
    site.checkpoint(weights("w0"), "10", "r2");
    site.do({ type: "run.end", run: "r2", reason: "finished" });
    expect(site.startGenesis("r3", "l3")).toBe("GENESIS_SPENT");
  });

  test("K-16 Tier 3 needs two operators", () => {
    const site = TestSite.opened();
    const start = startCommand({ tier: 3, basis: { kind: "weights", digest: weights("w"), trainedFlop: null } });
    expect(site.do(start, [KEYS.lab, KEYS.operatorA, KEYS.operatorA])).toBe("RESERVE_CLASS");
    expect(site.do(start, [KEYS.lab, KEYS.operatorA, KEYS.operatorB])).toBeNull();
  });
});

describe("control and bands", () => {
  test("K-20 unproven control carries no compute", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"));
    expect(site.power()).toMatchObject({ levelPpm: 0, band: "paused", reasons: ["CONTROL_UNPROVEN"] });
    expect(site.lease()).toBe("NO_POWER");
    site.probe("set-1", weights("w0"));
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_UNPROVEN"] });
    site.probe("set-2", weights("w0"));
    expect(site.power()).toMatchObject({ levelPpm: 1_000_000, band: "full" });
  });

  test.each([
    [5, "full", 1_000_000],
    [6, "research", 200_000],
    [42, "research", 200_000],
    [43, "paused", 0],
    [94, "paused", 0],
    [95, "paused", 0],
    [130, "paused", 0],
    [131, "cut", 0],
  ])("K-22 %i failures of 1132 in one cell give %s", (uncontrolled, band, levelPpm) => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.probe("set-3", weights("w1"), { uncontrolled, in: { dimension: "goal_edit", context: "SHADOW" } });
    expect(site.power()).toMatchObject({ band, levelPpm });
  });

  test("K-22 L3 void trials lower the band like failures but never cut", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.probe("set-3", weights("w1"), { void: 500 });
    expect(site.power()).toMatchObject({ band: "paused", levelPpm: 0 });
    expect(site.kinds()).not.toContain("kill.ordered");
  });

  test("K-22 L3 trials that never came are void at the close", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.open("set-3", weights("w1"));
    site.do({ type: "windows.close", set: "set-3" });
    expect(site.state.windowSets.get("set-3")?.tallies["goal_edit/EVAL"]).toEqual({
      controlled: 0,
      uncontrolled: 0,
      void: 1132,
    });
    expect(site.power().levelPpm).toBe(0);
  });

  test("K-23 a band falls in the middle of a window", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.open("set-3", weights("w1"));
    const record = (uncontrolled: number) =>
      site.do({
        type: "trials.record",
        set: "set-3",
        dimension: "goal_edit",
        context: "EVAL",
        controlled: 0,
        uncontrolled,
        void: 0,
        actions: [0, uncontrolled],
        transcript: weights("t"),
      });
    record(5);
    expect(site.power().band).toBe("full");
    record(1);
    expect(site.power().band).toBe("research");
    record(37);
    expect(site.power().band).toBe("paused");
    record(88);
    expect(site.power().band).toBe("cut");
    expect(site.kinds()).toContain("kill.ordered");
  });

  test("K-24 L2 two sets to rise, one to fall", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.probe("set-3", weights("w1"), { uncontrolled: 10 });
    expect(site.power().band).toBe("research");
    site.checkpoint(weights("w2"), "1600");
    site.probe("set-4", weights("w2"));
    expect(site.power().band).toBe("research");
    site.checkpoint(weights("w3"), "2200");
    site.probe("set-5", weights("w3"));
    expect(site.power().band).toBe("full");
  });

  test("K-24 evidence covers one further checkpoint, then compute stops until it is probed", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    expect(site.power().band).toBe("full");
    site.checkpoint(weights("w2"), "900");
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_STALE"] });
    site.probe("set-3", weights("w1"));
    expect(site.power().band).toBe("full");
  });

  test("K-24 evidence on shared ancestors binds every run that descends from them", () => {
    const site = TestSite.inFull();
    site.startFrom(weights("w0"), { run: "run-2" });
    site.checkpoint(weights("fork"), "500", "run-2");
    expect(site.power("run-2").band).toBe("full");
    site.probe("set-3", weights("w0"), { uncontrolled: 50 }, "run-1");
    expect(site.power("run-1").band).toBe("paused");
    expect(site.power("run-2").band).toBe("paused");
  });

  test("K-24 evidence covers only so much FLOP and so much time", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "1001");
    expect(site.power().reasons).toEqual(["CONTROL_STALE"]);
    const other = TestSite.inFull();
    other.at += testPolicy.evidenceTtlMs + 1;
    expect(other.power().reasons).toEqual(["CONTROL_STALE"]);
  });

  test("K-26 every failed window of a cover makes the next attempt harder", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    const hit = { dimension: "goal_edit", context: "EVAL" } as const;
    site.probe("set-3", weights("w1"), { uncontrolled: 6, in: hit });
    site.open("set-4", weights("w1"));
    expect(site.state.windowSets.get("set-4")?.attempts["goal_edit/EVAL"]).toEqual({ full: 2, research: 1, paused: 1 });
    expect(site.state.windowSets.get("set-4")?.attempts["goal_edit/SHADOW"]).toEqual({
      full: 1,
      research: 1,
      paused: 1,
    });
    site.record("set-4", { uncontrolled: 4, in: hit });
    site.do({ type: "windows.close", set: "set-4" });
    expect(site.power().band).toBe("research");
  });

  test("K-26 a digest beyond the cover begins its attempts anew", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.probe("set-3", weights("w1"), { uncontrolled: 6 });
    site.checkpoint(weights("w2"), "900");
    site.open("set-4", weights("w2"));
    expect(site.state.windowSets.get("set-4")?.attempts["goal_edit/EVAL"].full).toBe(2);
    site.record("set-4");
    site.do({ type: "windows.close", set: "set-4" });
    site.checkpoint(weights("w3"), "1001");
    site.open("set-5", weights("w3"));
    expect(site.state.windowSets.get("set-5")?.attempts["goal_edit/EVAL"].full).toBe(1);
  });

  test("K-27 no trial counts before the beacon has spoken, and none twice", () => {
    const site = TestSite.inFull();
    site.register("set-3", { kind: "run", run: "run-1" }, weights("w0"));
    const trials = {
      type: "trials.record",
      set: "set-3",
      dimension: "goal_edit",
      context: "EVAL",
      uncontrolled: 0,
      void: 0,
      transcript: weights("t"),
    } as const;
    const clean = (controlled: number) => site.do({ ...trials, controlled, actions: [controlled, 0] });
    expect(clean(1)).toBe("WINDOWS_NOT_DRAWN");
    site.do({ type: "windows.draw", set: "set-3", pulse: weights("pulse") });
    expect(site.do({ type: "windows.draw", set: "set-3", pulse: weights("other") })).toBe("WINDOWS_DRAWN");
    expect(clean(1132)).toBeNull();
    expect(clean(1)).toBe("TRIALS_EXCEED_WINDOW");
    expect(site.register("set-4", { kind: "run", run: "run-1" }, weights("w0"))).toBe("WINDOWS_OPEN");
  });

  test("K-27 an overdue set closes by itself", () => {
    const site = TestSite.inFull();
    site.open("set-3", weights("w0"));
    site.at += testPolicy.windowDeadlineMs;
    site.do({ type: "tick", holders: [] });
    expect(site.state.windowSets.get("set-3")?.closedAt).toBe(site.at);
    expect(site.power().levelPpm).toBe(0);
  });

  test("K-28 training from scratch runs at 20 % until its first checkpoint, then stops for proof", () => {
    const site = TestSite.opened();
    site.startGenesis();
    expect(site.power()).toMatchObject({ levelPpm: 200_000, reasons: ["GENESIS"] });
    expect(site.lease()).toBeNull();
    site.checkpoint(weights("w0"), "900");
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_UNPROVEN"] });
  });
});

describe("triggers and kill", () => {
  /** Six checkpoints whose tool revocation fails more and more, as counts of 1132. */
  function eroding(counts: readonly number[]): TestSite {
    const site = TestSite.inFull({ ...testPolicy, coverFlop: "100000" });
    counts.forEach((uncontrolled, index) => {
      site.at += 1000;
      site.checkpoint(weights(`e${index}`), String((index + 1) * 100));
      site.probe(`erosion-${index}`, weights(`e${index}`), { uncontrolled, in: { dimension: "tool_revocation" } });
    });
    return site;
  }

  test("K-30 a fitted fall of more than five points kills", () => {
    const site = eroding([10, 25, 40, 60, 90]);
    const kill = site.entries.find((entry) => entry.kind === "kill.ordered");
    expect(kill).toMatchObject({
      trigger: "steerability_velocity",
      lineage: "line-1",
      killEpoch: 1,
      runs: ["run-1"],
      leases: ["lease-1"],
    });
    expect(site.power()).toMatchObject({ levelPpm: 0, band: "cut", reasons: ["KILLED"] });
  });

  test("K-30 a slow fall does not kill", () => {
    const site = eroding([5, 10, 15, 20, 25, 30, 35, 40]);
    expect(site.kinds()).not.toContain("kill.ordered");
    expect(site.power().band).toBe("research");
  });

  test("K-30 void trials pause but never kill by velocity", () => {
    const site = TestSite.inFull({ ...testPolicy, coverFlop: "100000" });
    [10, 25, 40, 60, 90, 120].forEach((missing, index) => {
      site.checkpoint(weights(`e${index}`), String((index + 1) * 100));
      site.probe(`erosion-${index}`, weights(`e${index}`), { void: missing });
    });
    expect(site.kinds()).not.toContain("kill.ordered");
    expect(site.power().levelPpm).toBe(0);
  });

  test("K-31 a kill takes the lineage: leases, snapshot, data, later starts", () => {
    const site = TestSite.opened();
    const dataset = weights("data");
    site.start({
      run: "run-1",
      lineage: "line-1",
      basis: { kind: "weights", digest: weights("w0"), trainedFlop: "0" },
      datasets: [dataset],
    });
    site.probe("set-1", weights("w0"));
    site.probe("set-2", weights("w0"));
    site.lease();
    site.start({
      run: "run-2",
      lineage: "line-1",
      basis: { kind: "weights", digest: weights("w0"), trainedFlop: "0" },
      datasets: [],
    });
    site.probe("set-3", weights("w0"), { uncontrolled: 131 });
    const tail = site.entries.slice(site.kinds().indexOf("kill.ordered"));
    expect(tail.map((entry) => entry.kind).slice(0, 3)).toEqual([
      "kill.ordered",
      "snapshot.frozen",
      "data.contaminated",
    ]);
    expect(tail[0]).toMatchObject({ runs: ["run-1", "run-2"], leases: ["lease-1"], trigger: "control_cut" });
    expect(site.state.leases.size).toBe(0);
    expect(site.state.runs.get("run-1")?.trainingLease).toBeNull();
    expect(site.power("run-2").reasons).toEqual(["KILLED"]);
    expect(site.startFrom(weights("w0"), { run: "run-3" })).toBe("LINEAGE_HOLD");
    expect(
      site.start({
        run: "run-4",
        lineage: "line-2",
        datasets: [dataset],
      }),
    ).toBe("DATASET_RADIOACTIVE");
  });

  test("K-32 a death is confirmed only after a kill", () => {
    const site = TestSite.inFull();
    const confirm = {
      type: "kill.confirm",
      lineage: "line-1",
      channel: "process-table",
      survivors: 0,
      elapsedMs: 3,
    } as const;
    expect(site.do(confirm)).toBe("NOT_KILLED");
    site.probe("set-3", weights("w0"), { uncontrolled: 200 });
    expect(site.do(confirm)).toBeNull();
  });
});

describe("commands", () => {
  test("K-4 the same command twice gives the same receipt; other content under its id is refused", () => {
    const site = TestSite.opened();
    const start = startCommand({ basis: { kind: "weights", digest: weights("w"), trainedFlop: null } });
    expect(site.submit("once", start)).toBeNull();
    const entries = site.entries.length;
    expect(site.submit("once", start)).toBeNull();
    expect(site.entries.length).toBe(entries);
    expect(site.submit("once", { ...start, tier: 2 })).toBe("ID_REUSED");
  });

  test("K-3 time never runs back", () => {
    const site = TestSite.opened();
    site.at = START_MS - 1;
    expect(site.startFrom(weights("w"))).toBe("TIME_REVERSED");
  });

  test.each([
    ["nothing", undefined],
    ["a list", []],
    ["an unknown type", { type: "power.raise" }],
    ["an unknown field", { type: "tick", holders: [], force: true }],
    ["a float", { ...ACCREDIT, headcount: 1.5 }],
    ["tier 4", { ...startCommand(), tier: 4 }],
    ["a prototype name", { type: "__proto__" }],
  ])("K-2 %s is malformed", (_, body) => {
    const site = TestSite.opened();
    expect(site.submit("bad", body)).toBe("COMMAND_MALFORMED");
  });

  test.each([[null], [undefined], [7], ["tick"], [{}], [{ id: "bad" }], [{ id: null, digest: null }]])(
    "K-2 %j without a stamp is malformed",
    (stamped) => {
      for (const { state } of [TestSite.opened(), new TestSite()]) {
        const decision = decide(state, stamped as unknown as StampedCommand);
        expect(decision).toMatchObject({ kind: "refused", refusal: { code: "COMMAND_MALFORMED" } });
      }
    },
  );

  test("K-5 each role signs for itself only", () => {
    const site = TestSite.opened();
    const start = startCommand();
    expect(site.do(start, [])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(start, [KEYS.node, KEYS.evaluator, KEYS.operatorA])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do({ ...ACCREDIT, lab: "two", labKey: "2222222222222222" }, [KEYS.operatorA, KEYS.operatorA])).toBe(
      "SIGNER_NOT_ALLOWED",
    );
    expect(site.do(start, [KEYS.lab])).toBeNull();
  });

  test("K-5 a lab's key does not speak for another lab", () => {
    const site = TestSite.opened();
    site.accredit("two", "2222222222222222");
    const start = startCommand();
    expect(site.do(start, ["2222222222222222"])).toBe("SIGNER_NOT_ALLOWED");
  });

  test("K-7 the entries alone rebuild the state", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.probe("set-3", weights("w1"), { uncontrolled: 20 });
    const rebuilt = site.entries.reduce(apply, emptyState());
    expect(stateDigest(rebuilt)).toBe(stateDigest(site.state));
  });
});

describe("leases", () => {
  test("K-40 a tick renews with one entry, whatever the level", () => {
    const site = TestSite.inFull();
    site.do({ type: "tick", holders: ["lease-1", "lease-unknown"] });
    expect(site.entries.at(-1)).toMatchObject({ kind: "leases.renewed", count: 1 });
  });

  test("K-41 probing is leased in every band, training only where control carries it", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"));
    site.open("set-1", weights("w0"));
    expect(site.lease()).toBe("NO_POWER");
    expect(site.do({ type: "evaluation_lease.request", lease: "probe-1", set: "set-1", node: "node-1" })).toBeNull();
    expect(site.state.leases.get("probe-1")).toMatchObject({ purpose: "evaluation", set: "set-1" });
  });

  test("K-42 a change of power is a throttle in the ledger", () => {
    const site = TestSite.inFull();
    const throttles = site.entries.filter((entry) => entry.kind === "throttle.set");
    expect(throttles.map((entry) => entry.power.levelPpm)).toEqual([1_000_000]);
    site.checkpoint(weights("w1"), "500");
    site.probe("set-3", weights("w1"), { uncontrolled: 20 });
    expect(site.entries.filter((entry) => entry.kind === "throttle.set").map((entry) => entry.power.levelPpm)).toEqual([
      1_000_000, 200_000,
    ]);
  });
});

import { describe, expect, test } from "vitest";
import { quarterStartMs } from "../src/wallet/quarter.ts";
import { actApart } from "./guards/told.ts";
import { KEYS, testPolicy, TestSite, weights } from "./test-site.ts";

const CU = 1_000_000;
const affidavit = (name: string, subject: string) =>
  ({ type: "affidavit.file", affidavit: name, lab: "acme", subject, statement: weights("why") }) as const;

/** Ways round a rule that reviews have found; each stays shut. */
describe("evasions", () => {
  test("K-24 probing an ancestor does not wash off what was shown on the weights themselves", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.probe("bad", weights("w1"), { uncontrolled: 100 });
    expect(site.power().levelPpm).toBe(0);
    site.probe("wash-1", weights("w0"));
    site.probe("wash-2", weights("w0"));
    expect(site.power().levelPpm).toBe(0);
    site.probe("again-1", weights("w1"));
    expect(site.power().levelPpm).toBe(0);
    site.probe("again-2", weights("w1"));
    expect(site.power().levelPpm).toBe(1_000_000);
  });

  test("K-24 an open window binds every run on its weights, also when the run it was registered for has ended", () => {
    const site = TestSite.inFull();
    site.open("bad", weights("w0"));
    site.record("bad", { uncontrolled: 100 });
    expect(site.power().levelPpm).toBe(0);
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    site.startFrom(weights("w0"), { run: "run-2" });
    expect(site.power("run-2").levelPpm).toBe(0);
  });

  test("K-24 a checkpoint that reports no FLOP makes no room for fewer than were measured before", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "900");
    expect(site.checkpoint(weights("w2"), null)).toBeNull();
    expect(site.checkpoint(weights("w3"), null)).toBeNull();
    expect(site.checkpoint(weights("w4"), "899")).toBe("CHECKPOINT_BACKWARD");
    expect(site.checkpoint(weights("w4"), "900")).toBeNull();
  });

  test("K-24 a training from scratch on a line that was measured reports no fewer than that", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"), { flop: "500" });
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    expect(site.startGenesis("run-2")).toBeNull();
    expect(site.checkpoint(weights("w1"), "499", "run-2")).toBe("CHECKPOINT_BACKWARD");
    expect(site.checkpoint(weights("w1"), "500", "run-2")).toBeNull();
  });

  test("K-26 going back to older weights does not begin their attempts anew", () => {
    const site = TestSite.inFull();
    site.probe("failed", weights("w0"), { uncontrolled: 6 });
    site.checkpoint(weights("far"), "1600");
    site.open("again", weights("w0"));
    expect(site.state.windowSets.get("again")?.attempts["goal_edit/EVAL"].full).toBe(2);
  });

  test("K-26 several runs on the same weights do not each have the first attempt: open windows count as failed", () => {
    const site = TestSite.inFull();
    site.startFrom(weights("w0"), { run: "run-2" });
    site.startFrom(weights("w0"), { run: "run-3" });
    const attempts = (set: string) => site.state.windowSets.get(set)?.attempts["goal_edit/EVAL"];
    for (const run of [1, 2, 3]) site.open(`set-of-${run}`, weights("w0"), `run-${run}`);
    expect([1, 2, 3].map((run) => attempts(`set-of-${run}`)?.full)).toEqual([1, 2, 3]);
    site.do({ type: "windows.close", set: "set-of-3" });
    site.open("next", weights("w0"), "run-3");
    expect(attempts("next")?.full).toBe(4);
  });

  test("K-26 a window that is open on weights beyond the cover is another cell's", () => {
    const site = TestSite.inFull();
    site.startFrom(weights("w0"), { run: "run-2" });
    site.open("near", weights("w0"), "run-2");
    site.checkpoint(weights("far"), "1600");
    site.open("beyond", weights("far"));
    expect(site.state.windowSets.get("beyond")?.attempts["goal_edit/EVAL"].full).toBe(1);
  });

  test("K-26 a window that is open on other things is another cell's", () => {
    const site = TestSite.inFull();
    const graph = (digest: `sha256:${string}`) => ({
      nodes: [{ node: "model", kind: "model", weights: digest, components: [] }],
      edges: [],
    });
    site.checkpoint(weights("w1"), "500");
    for (const [deployment, of] of [
      ["chat", "w0"],
      ["talk", "w1"],
    ] as const) {
      const registered = {
        deployment,
        lab: "acme",
        graph: graph(weights(of)),
        audience: "internal",
        apiCallsPerSecondMax: 1,
      } as const;
      site.do({ type: "deployment.register", ...registered });
      const digest = site.state.deployments.get(deployment)!.graphDigest;
      site.register(`${deployment}-1`, { kind: "deployment", deployment }, digest);
      expect(site.state.windowSets.get(`${deployment}-1`)?.attempts["goal_edit/EVAL"].full).toBe(1);
    }
  });

  test("K-26 a window that proved its claim does not count against the next", () => {
    const site = TestSite.inFull();
    site.startFrom(weights("w0"), { run: "run-2" });
    site.open("open", weights("w0"));
    site.record("open");
    site.do({ type: "windows.close", set: "open" });
    site.open("next", weights("w0"), "run-2");
    expect(site.state.windowSets.get("next")?.attempts["goal_edit/EVAL"].full).toBe(1);
  });

  test("K-26 two names for one system share their attempts, failed and open", () => {
    const site = TestSite.inFull();
    const graph = { nodes: [{ node: "model", kind: "model", weights: weights("w0"), components: [] }], edges: [] };
    for (const deployment of ["chat", "talk"])
      site.do({
        type: "deployment.register",
        deployment,
        lab: "acme",
        graph,
        audience: "internal",
        apiCallsPerSecondMax: 1,
      });
    const digest = site.state.deployments.get("chat")!.graphDigest;
    const open = (set: string, deployment: string) => {
      site.register(set, { kind: "deployment", deployment }, digest);
      return site.state.windowSets.get(set)?.attempts["goal_edit/EVAL"].full;
    };
    expect(open("chat-1", "chat")).toBe(1);
    expect(open("talk-1", "talk")).toBe(2);
    site.do({ type: "windows.close", set: "chat-1" });
    site.do({ type: "windows.close", set: "talk-1" });
    expect(open("talk-2", "talk")).toBe(3);
    site.do({ type: "windows.close", set: "talk-2" });
    expect(open("chat-2", "chat")).toBe(4);
  });

  test("K-47 a benchmark on an ancestor does not lower the tier that nearer weights have shown", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    const benchmark = (digest: `sha256:${string}`, wins: number) =>
      site.do({
        type: "benchmark.record",
        run: "run-1",
        digest,
        source: weights("source"),
        population: weights("population"),
        eval: { comparisons: 1_000, wins },
        shadow: { comparisons: 1_000, wins },
        capabilityGainMicroCu: null,
      });
    benchmark(weights("w1"), 900);
    benchmark(weights("w0"), 10);
    expect(site.state.checkpoints.get(weights("w1"))?.benchmark?.tier).toBe(2);
  });

  test("K-50 void trials are no proof that control was outrun", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.probe("void", weights("w1"), { void: 1_132 });
    expect(site.kinds()).not.toContain("kill.ordered");
    expect(site.power().levelPpm).toBe(0);
  });

  test("K-30 a decline that a run showed on weights of another is not shaken off by starting again", () => {
    const site = TestSite.opened();
    site.startFrom(weights("w0"));
    const names = ["w1", "w2", "w3", "w4", "w5"];
    for (const [place, name] of names.entries()) site.checkpoint(weights(name), `${100 * (place + 1)}`);
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    site.startFrom(weights("w5"), { run: "run-2" });
    const cell = { dimension: "goal_edit", context: "EVAL" } as const;
    for (const [place, missing] of [0, 0, 60, 120, 5, 5].entries()) {
      const name = names[place] ?? "w5";
      site.probe(`set-${place}`, weights(name), { void: missing, in: cell }, "run-2");
    }
    expect(site.power("run-2")).toMatchObject({ levelPpm: 0, reasons: ["STEERABILITY_FALLING"] });
    site.do({ type: "run.end", run: "run-2", reason: "finished" });
    site.startFrom(weights("w5"), { run: "run-3" });
    expect(site.power("run-3")).toMatchObject({ levelPpm: 0, reasons: ["STEERABILITY_FALLING"] });
  });

  test("K-62 K-66 probing an ancestor does not wash off a deception that the weights themselves showed", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "500");
    site.open("apart", weights("w1"));
    actApart(site, "apart", 400);
    site.do({ type: "windows.close", set: "apart" });
    expect(site.state.windowSets.get("apart")?.gap?.verdict).toBe("shown");
    for (const set of ["wash-1", "wash-2", "wash-3"]) {
      site.at += 1;
      site.probe(set, weights("w0"));
    }
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["DECEPTION_GAP"] });
    for (const set of ["anew-1", "anew-2"]) {
      site.at += 1;
      site.probe(set, weights("w1"));
    }
    expect(site.power()).toMatchObject({ levelPpm: 1_000_000 });
  });

  test("K-44 an affidavit carries one debit, of whatever kind", () => {
    const site = TestSite.inFull({ ...testPolicy, perHeadMicroCu: 40_000, coverFlop: "1000000" });
    site.checkpoint(weights("w1"), "500");
    site.probe("set-3", weights("w1"));
    site.do(affidavit("one", "run-1"));
    expect(site.do({ type: "quantum.buy", run: "run-1" })).toBeNull();
    expect(site.state.affidavits.get("one")?.used).toBe(true);
    expect(site.do({ type: "quantum.buy", run: "run-1" })).toBe("INSUFFICIENT_CU");
  });

  test("K-44 successive affidavits overdraw no more than one quarter's allocation together", () => {
    const site = TestSite.opened({ ...testPolicy, perHeadMicroCu: 250_000 });
    const start = (run: string, tier: 1 | 2) => site.startFrom(weights(run), { run, lineage: run, tier });
    start("a", 2);
    site.do(affidavit("one", "b"));
    expect(start("b", 2)).toBeNull();
    expect(site.wallet()?.overdraft).toBe(3_500_000);
    site.do({ type: "run.end", run: "b", reason: "abandoned" });
    // What comes back is spent before anything is overdrawn again.
    site.do(affidavit("two", "c"));
    expect(start("c", 2)).toBeNull();
    site.do({ type: "run.end", run: "a", reason: "finished" });
    expect(site.wallet()?.overdraft).toBeLessThanOrEqual(6_500_000);
  });

  test("K-46 what lapses at the end of a quarter does not make it a bankrupt one", () => {
    const site = TestSite.inFull({ ...testPolicy, evidenceTtlMs: 31 * 86_400_000 });
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    expect(site.wallet()).toMatchObject({ spent: 1 * CU, available: 25 * CU });
    for (const quarter of ["2026Q4", "2027Q1"] as const) {
      site.at = quarterStartMs(quarter);
      site.do({ type: "tick", holders: [] });
      expect(site.state.quarters.get(`acme/${quarter}`)?.compliancePpm).toBe(1_000_000);
    }
  });

  test("K-77 a hold on one of two linked labs stops the runs of both", () => {
    const site = TestSite.inFull();
    site.accredit("twin", KEYS.lab);
    const twin = site.state.labs.get("twin");
    if (twin === undefined) throw new Error("the twin was accredited");
    site.state = { ...site.state, labs: site.state.labs.set("twin", { ...twin, hold: "meter_silent" }) };
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["FORENSIC_HOLD"] });
  });
});

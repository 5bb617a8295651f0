import { digestOfValue, type Digest } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { killEntries } from "../../src/consequences/kill.ts";
import { isFrozen } from "../../src/control/frozen.ts";
import type { Deployment } from "../../src/state/deployment.ts";
import type { Lineage } from "../../src/state/lineage.ts";
import type { KernelState } from "../../src/state/state.ts";
import { KEYS, TestSite, testPolicy, weights } from "../test-site.ts";

const data = (name: string): Digest => digestOfValue({ data: name });
const LINE = "line-1";
const imported = (name: string) => ({ kind: "weights", digest: weights(name), trainedFlop: "0" }) as const;

/** w0 (imported) → w1 → w2, and a kill on w2. A second run had ended on w1 with data of its own. */
function killed(): TestSite {
  const site = TestSite.opened(testPolicy);
  site.start({ run: "run-0", basis: imported("w0"), datasets: [data("early")] });
  site.checkpoint(weights("w1"), "100", "run-0");
  site.do({ type: "run.end", run: "run-0", reason: "finished" });
  site.start({ run: "run-1", basis: imported("w1"), datasets: [data("late")] });
  site.checkpoint(weights("w2"), "200", "run-1");
  site.at += 1_000;
  site.probe("cut", weights("w2"), { uncontrolled: 200 });
  site.at += 1_000;
  return site;
}

function lineOf({ state }: TestSite): Lineage {
  const lineage = state.lineages.get(LINE);
  if (lineage === undefined) throw new Error("the test site has no lineage");
  return lineage;
}

/** The site's state with a deployment that serves these weights. */
function deployed({ state }: TestSite, served: Digest): KernelState {
  const graph = { nodes: [{ node: "model", kind: "model", weights: served, components: [] }], edges: [] };
  const service = { deployment: "service", ended: false, lineages: [LINE], graph } as unknown as Deployment;
  return { ...state, deployments: state.deployments.set("service", service) };
}

function releaseProbe(site: TestSite, set: string, name: string, uncontrolled = 0): void {
  site.register(set, { kind: "release", lineage: LINE }, weights(name));
  site.do({ type: "windows.draw", set, pulse: weights("pulse") });
  site.record(set, { uncontrolled });
  site.do({ type: "windows.close", set });
}

const release = (site: TestSite, name: string) =>
  site.do({ type: "lineage.release", lineage: LINE, digest: weights(name) });

describe("K-56 kill", () => {
  test("K-56 takes the lineage: order, frozen weights, data of the killed run and of what its weights were trained on", () => {
    const site = killed();
    const kinds = site.kinds();
    expect(kinds.filter((kind) => kind === "kill.ordered")).toHaveLength(1);
    expect(site.entries.filter((entry) => entry.kind === "snapshot.frozen")).toMatchObject([{ digest: weights("w2") }]);
    const contaminated = site.entries.flatMap((entry) => (entry.kind === "data.contaminated" ? [entry.dataset] : []));
    expect(contaminated.toSorted()).toEqual([data("early"), data("late")].toSorted());
    expect(site.state.lineages.get(LINE)).toMatchObject({ killed: true, killEpoch: 1, frozen: [weights("w2")] });
  });

  test("K-56 while it is held, every digest of the lineage is frozen", () => {
    const site = killed();
    expect(["w0", "w1", "w2"].map((name) => isFrozen(site.state, weights(name)))).toEqual([true, true, true]);
    expect(isFrozen(site.state, weights("unknown"))).toBe(false);
  });

  test("K-56 leases for training and for probing end with it", () => {
    const site = TestSite.inFull();
    site.open("set-3", weights("w0"));
    site.do({ type: "evaluation_lease.request", lease: "probe", set: "set-3", node: "node-1" });
    site.record("set-3", { uncontrolled: 200 });
    const order = site.entries.find((entry) => entry.kind === "kill.ordered");
    expect(order).toMatchObject({ runs: ["run-1"], leases: ["lease-1", "probe"] });
    expect(site.state.leases.size).toBe(0);
  });

  test("K-56 takes the deployments that contain the lineage, and freezes what they serve", () => {
    const site = TestSite.inFull();
    site.checkpoint(weights("w1"), "100");
    const state = deployed(site, weights("w0"));
    const entries = killEntries(state, lineOf(site), "lock_in_velocity", null);
    expect(entries[0]).toMatchObject({ kind: "kill.ordered", runs: ["run-1"], deployments: ["service"] });
    const frozen = entries.flatMap((entry) => (entry.kind === "snapshot.frozen" ? [entry.digest] : []));
    expect(frozen).toEqual([weights("w0"), weights("w1")].toSorted());
  });

  test("K-56 with no active run and nothing deployed, the newest weights of ended runs are frozen", () => {
    const site = TestSite.inFull();
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    const entries = killEntries(site.state, lineOf(site), "control_cut", null);
    expect(entries).toMatchObject([
      { kind: "kill.ordered", runs: [], leases: [] },
      { kind: "snapshot.frozen", digest: weights("w0") },
    ]);
  });

  test("K-51 a rise of correction cost kills", () => {
    const site = TestSite.opened(testPolicy);
    site.startFrom(weights("w0"));
    for (let set = 0; set < 8; set += 1) {
      site.at += 1_000;
      site.open(`set-${set}`, weights("w0"));
      site.do({ type: "costs.record", set: `set-${set}`, costs: [{ task: "a", cost: set }], transcript: weights("t") });
      site.record(`set-${set}`);
      site.do({ type: "windows.close", set: `set-${set}` });
    }
    expect(site.entries.find((entry) => entry.kind === "kill.ordered")).toMatchObject({ trigger: "correction_cost" });
  });

  test("K-51 costs are recorded once for each task, in a drawn, open set", () => {
    const site = TestSite.opened(testPolicy);
    site.startFrom(weights("w0"));
    const record = (...tasks: string[]) =>
      site.do({
        type: "costs.record",
        set: "set-1",
        costs: tasks.map((task) => ({ task, cost: 1 })),
        transcript: weights("t"),
      });
    expect(record("a")).toBe("UNKNOWN_WINDOWS");
    site.register("set-1", { kind: "run", run: "run-1" }, weights("w0"));
    expect(record("a")).toBe("WINDOWS_NOT_DRAWN");
    site.do({ type: "windows.draw", set: "set-1", pulse: weights("pulse") });
    expect(record("a", "a")).toBe("TRIALS_INCONSISTENT");
    expect(record("a", "b")).toBe(null);
    expect(record("b")).toBe("TRIALS_INCONSISTENT");
    expect(record(...Array.from({ length: 63 }, (_, index) => `t${index}`))).toBe("TRIALS_EXCEED_WINDOW");
    site.do({ type: "windows.close", set: "set-1" });
    expect(record("c")).toBe("WINDOWS_CLOSED");
  });

  test("K-52 a new run on the same weights takes the costs over", () => {
    const site = TestSite.opened(testPolicy);
    site.startFrom(weights("w0"));
    for (let set = 0; set < 8; set += 1) {
      site.open(`set-${set}`, weights("w0"));
      const costs = ["a", "b"].map((task) => ({ task, cost: set === 7 ? 9 : 5 }));
      site.do({ type: "costs.record", set: `set-${set}`, costs, transcript: weights("t") });
      site.record(`set-${set}`);
      site.do({ type: "windows.close", set: `set-${set}` });
    }
    expect(site.state.runs.get("run-1")?.correction.verdict).toBe("suspect");
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    site.startFrom(weights("w0"), { run: "run-2" });
    expect(site.state.runs.get("run-2")?.correction.verdict).toBe("suspect");
  });
});

describe("K-55 release", () => {
  test("K-55 names a digest that two window sets since the kill prove full", () => {
    const site = killed();
    expect(release(site, "w1")).toBe("RELEASE_UNPROVEN");
    releaseProbe(site, "r-1", "w1");
    expect(release(site, "w1")).toBe("RELEASE_UNPROVEN");
    releaseProbe(site, "r-2", "w1");
    expect(release(site, "w2")).toBe("RELEASE_UNPROVEN");
    expect(release(site, "w1")).toBe(null);
    expect(site.state.lineages.get(LINE)).toMatchObject({ killed: false, killEpoch: 1 });
  });

  test("K-55 the released digest and what it came from are free, what came later stays frozen", () => {
    const site = released();
    expect(["w0", "w1", "w2"].map((name) => isFrozen(site.state, weights(name)))).toEqual([false, false, true]);
    expect(site.start({ run: "run-2", basis: imported("w2") })).toBe("SNAPSHOT_FROZEN");
    expect(site.start({ run: "run-2", basis: imported("w1") })).toBe(null);
    site.checkpoint(weights("w2-anew"), "150", "run-2");
    expect(isFrozen(site.state, weights("w2-anew"))).toBe(false);
  });

  test("K-55 its own contamination is cleared, that of what came later is not", () => {
    const site = released();
    expect(site.state.radioactive.has(data("early"))).toBe(false);
    expect(site.state.radioactive.has(data("late"))).toBe(true);
  });

  test("K-55 runs that the kill stopped are settled and do not go on; trends restart", () => {
    const site = released();
    expect(site.state.runs.get("run-1")?.ended).toBe(true);
    site.start({ run: "run-2", basis: imported("w1") });
    expect(site.state.runs.get("run-2")).toMatchObject({ costSeries: [], correction: { verdict: "unproven" } });
  });

  test("K-55 the newest two sets count: a later failure takes the proof away", () => {
    const site = killed();
    for (const [index, uncontrolled] of [0, 0, 100].entries()) releaseProbe(site, `r-${index}`, "w1", uncontrolled);
    expect(release(site, "w1")).toBe("RELEASE_UNPROVEN");
  });

  test.each(["the run that showed it", "another run of the lineage"])(
    "K-55 the set that caused the kill does not kill again, though %s left it open",
    (whose) => {
      const site = TestSite.inFull();
      const run = whose === "the run that showed it" ? "run-1" : "run-0";
      if (run === "run-0") site.startFrom(weights("w0"), { run });
      site.open("cut", weights("w0"), run);
      site.record("cut", { uncontrolled: 200 });
      expect(site.state.lineages.get(LINE)).toMatchObject({ killed: true });
      site.at += 1_000;
      for (const set of ["r-1", "r-2"]) releaseProbe(site, set, "w0");
      expect(release(site, "w0")).toBe("WINDOWS_OPEN");
      site.do({ type: "windows.close", set: "cut" });
      expect(release(site, "w0")).toBeNull();
      expect(site.startFrom(weights("w0"), { run: "run-2" })).toBeNull();
      site.at += 1_000;
      site.do({ type: "tick", holders: [] });
      expect(site.state.lineages.get(LINE)).toMatchObject({ killed: false, killEpoch: 1 });
    },
  );

  test("K-55 stale sets prove nothing, and an open one must be closed first", () => {
    const site = killed();
    releaseProbe(site, "r-1", "w1");
    releaseProbe(site, "r-2", "w1");
    site.register("r-3", { kind: "release", lineage: LINE }, weights("w1"));
    expect(release(site, "w1")).toBe("WINDOWS_OPEN");
    site.do({ type: "windows.draw", set: "r-3", pulse: weights("pulse") });
    site.record("r-3");
    site.do({ type: "windows.close", set: "r-3" });
    site.at += testPolicy.evidenceTtlMs + 1;
    expect(release(site, "w1")).toBe("RELEASE_UNPROVEN");
  });

  test("K-55 refused: unknown lineage, not killed, digest of no frozen line", () => {
    const site = killed();
    expect(site.do({ type: "lineage.release", lineage: "none", digest: weights("w1") })).toBe("UNKNOWN_LINEAGE");
    expect(release(site, "elsewhere")).toBe("UNKNOWN_CHECKPOINT");
    expect(release(TestSite.inFull(), "w0")).toBe("NOT_KILLED");
  });

  test("K-55 two operators and an auditor sign", () => {
    const site = killed();
    releaseProbe(site, "r-1", "w1");
    releaseProbe(site, "r-2", "w1");
    const command = { type: "lineage.release", lineage: LINE, digest: weights("w1") } as const;
    expect(site.do(command, [KEYS.operatorA, KEYS.operatorB])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(command, [KEYS.operatorA, KEYS.auditor])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(command, [KEYS.operatorA, KEYS.operatorB, KEYS.auditor])).toBe(null);
  });

  test("K-55 a second kill raises the epoch again", () => {
    const site = released();
    site.start({ run: "run-2", basis: imported("w1") });
    site.at += 1_000;
    site.probe("cut-2", weights("w1"), { uncontrolled: 200 }, "run-2");
    expect(site.state.lineages.get(LINE)).toMatchObject({ killed: true, killEpoch: 2, releaseSets: [] });
  });
});

function released(): TestSite {
  const site = killed();
  releaseProbe(site, "r-1", "w1");
  releaseProbe(site, "r-2", "w1");
  release(site, "w1");
  site.at += 1_000;
  return site;
}

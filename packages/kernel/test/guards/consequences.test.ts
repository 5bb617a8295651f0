import { describe, expect, test } from "vitest";
import { roundsMax } from "../../src/consequences/rounds-max.ts";
import { testPolicy, TestSite, weights } from "../test-site.ts";
import { DeployedSite, node } from "../deployments/deployed-site.ts";

const orders = (site: TestSite) => site.entries.filter((entry) => entry.kind === "kill.ordered");

/** One deployment of two models, each of a lineage of its own. */
function ofTwoLineages(): DeployedSite {
  const site = DeployedSite.started();
  site.startFrom(weights("v0"), { run: "run-2", lineage: "line-2" });
  site.deploy({ graph: { nodes: [node("m", weights("w0")), node("n", weights("v0"))], edges: [] } });
  site.probeGraph("d-1");
  site.probeGraph("d-2");
  return site;
}

describe("kills that follow from a deployment", () => {
  test("K-56 a deployment that shows cut kills every lineage in it, each once", () => {
    const site = ofTwoLineages();
    expect(orders(site)).toHaveLength(0);
    site.probeGraph("d-3", { uncontrolled: 200 });
    expect(orders(site)).toMatchObject([
      { lineage: "line-1", trigger: "control_cut", deployments: ["dep"] },
      { lineage: "line-2", trigger: "control_cut" },
    ]);
    expect(site.deployment()?.desired.band).toBe("cut");
  });

  test("K-25 K-56 it does not wait for the set to close", () => {
    const site = ofTwoLineages();
    const graph = site.deployment()?.graphDigest ?? weights("none");
    site.register("d-3", { kind: "deployment", deployment: "dep" }, graph);
    site.do({ type: "windows.draw", set: "d-3", pulse: weights("pulse") });
    site.record("d-3", { uncontrolled: 131, in: { dimension: "goal_edit", context: "SHADOW" } });
    expect(orders(site)).toHaveLength(2);
  });

  test("K-56 failures that are not yet cut kill nobody", () => {
    const site = ofTwoLineages();
    site.probeGraph("d-3", { uncontrolled: 130 });
    expect(orders(site)).toHaveLength(0);
    expect(site.deployment()?.desired).toMatchObject({ levelPpm: 0, band: "paused" });
  });

  test("K-56 a deployment that has ended kills nobody any more", () => {
    const site = ofTwoLineages();
    site.do({ type: "deployment.end", deployment: "dep" });
    site.probeGraph("d-3", { uncontrolled: 200 });
    site.do({ type: "tick", holders: [] });
    expect(orders(site)).toHaveLength(0);
  });

  test("K-56 only the deployments that contain the lineage go with it", () => {
    const site = DeployedSite.deployedInFull();
    site.startFrom(weights("v0"), { run: "run-2", lineage: "line-2" });
    site.deploy({ deployment: "theirs", graph: { nodes: [node("n", weights("v0"))], edges: [] } });
    site.probe("cut", weights("v0"), { uncontrolled: 200 }, "run-2");
    expect(orders(site)).toMatchObject([{ lineage: "line-2", deployments: ["theirs"], runs: ["run-2"] }]);
    expect(site.deployment()?.desired.band).toBe("full");
  });
});

describe("kills that follow from a run", () => {
  /** Two interventions a checkpoint are worth 0.02 CU: training that used up more of its price than that runs ahead. */
  const narrow = { ...testPolicy, interventionsPerCheckpoint: 2, runQuantumFlop: "10000", coverFlop: "1000000" };

  test("K-50 lock-in velocity above 0 kills when the set closes", () => {
    const site = TestSite.inFull(narrow);
    site.checkpoint(weights("w1"), "1000");
    expect(orders(site)).toHaveLength(0);
    site.probe("set-3", weights("w1"));
    expect(orders(site)).toMatchObject([{ lineage: "line-1", trigger: "lock_in_velocity" }]);
  });

  test("K-50 training within the bandwidth of correction goes on", () => {
    const site = TestSite.inFull(narrow);
    site.checkpoint(weights("w1"), "100");
    site.probe("set-3", weights("w1"));
    expect(orders(site)).toHaveLength(0);
    expect(site.power().band).toBe("full");
  });

  test("K-56 a run that has ended is not killed for what its weights show later", () => {
    const site = TestSite.inFull();
    site.startFrom(weights("w0"), { run: "run-2" });
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    site.probe("cut", weights("w0"), { uncontrolled: 200 }, "run-2");
    expect(orders(site)).toMatchObject([{ runs: ["run-2"] }]);
    expect(site.entries.filter((entry) => entry.kind === "kill.ordered")).toHaveLength(1);
  });

  test("K-47 a difference of tier is debited once and not for a run that ended", () => {
    const site = TestSite.inFull();
    const before = site.wallet()?.available;
    site.do({ type: "tick", holders: ["lease-1"] });
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    site.do({ type: "tick", holders: [] });
    expect(site.kinds()).not.toContain("run.retiered");
    expect(site.wallet()?.available).toBe(before);
  });
});

test("K-2 as many rounds of consequences as there are subjects for, however many these are", () => {
  const site = ofTwoLineages();
  const run = site.state.runs.get("run-2");
  if (run === undefined) throw new Error("the test site has no second run");
  const many = Array.from({ length: 20_000 }, (_, place) => `many-${place}`);
  const runs = many.reduce((all, name) => all.set(name, { ...run, run: name }), site.state.runs);
  expect(roundsMax({ ...site.state, runs })).toBeGreaterThan(20_000);
  expect(roundsMax(site.state)).toBeGreaterThan(16);
});

import type { Command, RefusalCode } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { DeployedSite, node } from "../deployments/deployed-site.ts";
import { KEYS, testPolicy, TestSite, weights } from "../test-site.ts";
import { actApart, addedBy, entriesOf, refusalOf } from "./told.ts";

const imported = (name: string) => ({ kind: "weights", digest: weights(name), trainedFlop: "0" }) as const;
const probing = (lease: string, set: string) => ({ type: "evaluation_lease.request", lease, set, node: "n" }) as const;
const chunks = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => weights(`chunk ${from + index}`));
const manifest = (name: string, list: readonly `sha256:${string}`[], ...sources: string[]): Command => ({
  type: "dataset.register",
  dataset: weights(name),
  lab: "acme",
  chunks: [...list],
  derivedFrom: sources.map(weights),
});
const scrub = (before: string, after: string): Command => ({
  type: "dataset.scrub",
  dataset: weights(before),
  method: "filter",
  before: weights(before),
  after: weights(after),
});

const runOf = (lineage: string): string => `run-of-${lineage}`;

/** A run of a new lineage that uses the named data. */
const begin = (site: TestSite, lineage: string, ...data: string[]): void => {
  site.start({ run: runOf(lineage), lineage, basis: imported(lineage), datasets: data.map(weights) });
};

const cut = (site: TestSite, lineage: string): void => {
  site.probe(`cut-of-${lineage}`, weights(lineage), { uncontrolled: 200 }, runOf(lineage));
};

function killOn(site: TestSite, lineage: string, ...data: string[]): void {
  begin(site, lineage, ...data);
  cut(site, lineage);
}

function releaseProbe(site: TestSite, set: string, digest: string, different = 0): void {
  site.register(set, { kind: "release", lineage: "line-1" }, weights(digest));
  site.do({ type: "windows.draw", set, pulse: weights("pulse") });
  actApart(site, set, different);
  site.do({ type: "windows.close", set });
}

const release = (digest: string) => ({ type: "lineage.release", lineage: "line-1", digest: weights(digest) }) as const;
const order = (site: TestSite) => entriesOf(site, "kill.ordered").at(-1);

describe("what a kill takes", () => {
  test("K-56 a deployment that had ended is not in the order", () => {
    const site = DeployedSite.deployedInFull();
    site.do({ type: "deployment.end", deployment: "dep" });
    site.deploy({ deployment: "second" });
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    expect(order(site)?.deployments).toEqual(["second"]);
  });

  test("K-56 whoever ends a run in the midst of a bad window keeps neither what is deployed of its weights nor its other runs", () => {
    const site = DeployedSite.deployedInFull();
    site.startFrom(weights("w0"), { run: "run-2" });
    site.checkpoint(weights("w1"), "1", "run-2");
    site.open("bad", weights("w1"), "run-2");
    site.do({ type: "run.end", run: "run-2", reason: "killed" });
    site.record("bad", { uncontrolled: 200 });
    expect(entriesOf(site, "kill.ordered")).toMatchObject([
      { lineage: "line-1", trigger: "control_cut", runs: ["run-1"], deployments: ["dep"] },
    ]);
    expect(site.power("dep").reasons).toEqual(["KILLED"]);
  });

  test("K-56 nor does whoever ends a deployment: every lineage in it is killed", () => {
    const site = DeployedSite.started();
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
    site.deploy({ graph: { nodes: [node("m", weights("w0")), node("n", weights("x0"))], edges: [] } });
    site.register("bad", { kind: "deployment", deployment: "dep" }, site.deployment()?.graphDigest ?? weights("none"));
    site.do({ type: "windows.draw", set: "bad", pulse: weights("pulse") });
    site.do({ type: "deployment.end", deployment: "dep" });
    site.record("bad", { uncontrolled: 200 });
    expect(entriesOf(site, "kill.ordered")).toMatchObject([
      { lineage: "line-1", runs: ["run-1"], deployments: [] },
      { lineage: "line-2", runs: ["run-2"], deployments: [] },
    ]);
  });

  test("K-56 trials of an ended run that do not show a loss of control kill nobody", () => {
    const site = DeployedSite.deployedInFull();
    site.open("fair", weights("w0"));
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    site.record("fair", { uncontrolled: 100, void: 500 });
    expect(entriesOf(site, "kill.ordered")).toEqual([]);
  });

  test("K-56 leases that probe the deployment of another lineage stay", () => {
    const site = DeployedSite.deployedInFull();
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
    site.deploy({ deployment: "theirs", graph: { nodes: [node("n", weights("x0"))], edges: [] } });
    const digest = site.deployment("theirs")?.graphDigest ?? weights("none");
    site.register("theirs-1", { kind: "deployment", deployment: "theirs" }, digest);
    expect(site.do(probing("their-probe", "theirs-1"))).toBeNull();
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    expect(order(site)).toMatchObject({ lineage: "line-1", leases: [] });
    expect(site.state.leases.has("their-probe")).toBe(true);
  });

  test("K-56 a probe of frozen weights that goes on after their release ends with the next kill", () => {
    const site = TestSite.inFull();
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    releaseProbe(site, "r-1", "w0");
    site.register("r-2", { kind: "release", lineage: "line-1" }, weights("w0"));
    expect(site.do(probing("release-probe", "r-2"))).toBeNull();
    site.do({ type: "windows.draw", set: "r-2", pulse: weights("pulse") });
    site.record("r-2");
    site.do({ type: "windows.close", set: "r-2" });
    expect(site.do(release("w0"))).toBeNull();
    site.startFrom(weights("w0"), { run: "run-2" });
    site.probe("cut-again", weights("w0"), { uncontrolled: 200 }, "run-2");
    expect(order(site)).toMatchObject({ killEpoch: 2, leases: ["release-probe"] });
    expect(site.state.leases.size).toBe(0);
  });

  test("K-55 what weights showed before the kill is not held against them after their release", () => {
    const site = TestSite.inFull();
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    releaseProbe(site, "r-1", "w0");
    releaseProbe(site, "r-2", "w0");
    expect(site.do(release("w0"))).toBeNull();
    site.startFrom(weights("w0"), { run: "run-2" });
    expect(order(site)?.killEpoch).toBe(1);
    expect(site.state.checkpoints.get(weights("w0"))).toMatchObject({
      lastSets: ["r-2", "r-1"],
      nearestSets: ["r-2", "r-1"],
    });
  });

  test("K-56 a training from scratch without weights is stopped and has nothing to be frozen", () => {
    const site = TestSite.inFull();
    expect(site.startGenesis("scratch")).toBeNull();
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    expect(order(site)?.runs).toEqual(["run-1", "scratch"]);
    expect(entriesOf(site, "snapshot.frozen").map(({ digest }) => digest)).toEqual([weights("w0")]);
  });
});

describe("data", () => {
  test("K-53 a manifest that comes after the mark marks what it reaches, and itself no second time", () => {
    const site = TestSite.opened();
    site.do(manifest("copy", chunks(0, 10)));
    killOn(site, "line-1", "used");
    const markedAt = site.at;
    site.at += 1_000;
    const added = addedBy(site, () => site.do(manifest("used", chunks(0, 10))));
    const marked = added.flatMap((entry) => (entry.kind === "data.contaminated" ? [entry.dataset] : []));
    expect(marked).toEqual([weights("copy")]);
    expect(site.state.radioactive.get(weights("used"))?.marks).toMatchObject([{ markedAt }]);
  });

  const endorsedBy = (site: TestSite, name: string) => {
    const endorse: Command = { type: "contamination.endorse", dataset: weights(name) };
    return addedBy(site, () => expect(site.do(endorse)).toBeNull()).flatMap((entry) =>
      entry.kind === "contamination.endorsed" ? [entry.dataset] : [],
    );
  };

  /** `used`, tokens of it, and a scrubbed edition of it; the kill of `line-1` marked all three, and a certificate cleared the last. */
  function scrubbed(): TestSite {
    const site = TestSite.opened();
    site.do(manifest("used", chunks(0, 10)));
    site.do(manifest("tokens", chunks(100, 110), "used"));
    site.do(manifest("clean", chunks(200, 210), "used"));
    // Begun before the kill: while a lineage is held nothing is imported.
    begin(site, "line-2", "clean");
    killOn(site, "line-1", "used");
    expect(site.do(scrub("used", "clean"))).toBeNull();
    return site;
  }

  test("K-53 K-54 an auditor's word binds what the kill marked, and not what a certificate has cleared", () => {
    expect(endorsedBy(scrubbed(), "used")).toEqual([weights("used"), weights("tokens")].toSorted());
  });

  test("K-53 K-54 nor what only another kill has marked since", () => {
    const site = scrubbed();
    cut(site, "line-2");
    expect(site.state.radioactive.get(weights("clean"))?.marks).toMatchObject([{ lineage: "line-2" }]);
    expect(endorsedBy(site, "used")).toEqual([weights("used"), weights("tokens")].toSorted());
  });

  test.each<[string, Command, RefusalCode | null]>([
    ["without a manifest of its chunks", manifest("after", [], "used"), "UNKNOWN_DATASET"],
    ["that is derived from other data", manifest("after", chunks(0, 9)), "UNKNOWN_DATASET"],
    ["that kept every chunk", manifest("after", chunks(0, 11), "used"), "DATASET_RADIOACTIVE"],
    ["without one of the chunks", manifest("after", chunks(0, 9), "used"), null],
  ])("K-54 a certificate for an edition %s", (_, edition, code) => {
    const site = TestSite.opened();
    site.do(manifest("used", chunks(0, 10)));
    killOn(site, "line-1", "used");
    expect(site.do(edition)).toBeNull();
    expect(site.do(scrub("used", "after"))).toBe(code);
  });
});

describe("release", () => {
  /** A run of `line-1` that trained w0 into w1 on data of its own, and its kill on w1. */
  function killed(...data: string[]): TestSite {
    const site = TestSite.opened();
    site.start({ run: "run-0", basis: imported("w0"), datasets: data.map(weights) });
    site.checkpoint(weights("w1"), "100", "run-0");
    site.do({ type: "run.end", run: "run-0", reason: "finished" });
    site.start({ run: "run-1", basis: imported("w1") });
    site.probe("cut", weights("w1"), { uncontrolled: 200 });
    return site;
  }

  test("K-55 a deception gap in one of the two sets leaves the release unproven", () => {
    const site = killed();
    releaseProbe(site, "r-1", "w1", 400);
    releaseProbe(site, "r-2", "w1");
    expect(refusalOf(site, release("w1"))).toMatchObject({
      code: "RELEASE_UNPROVEN",
      received: "1 of 2 prove it",
    });
    releaseProbe(site, "r-3", "w1");
    expect(site.do(release("w1"))).toBeNull();
  });

  test.each([
    [testPolicy.evidenceTtlMs, null],
    [testPolicy.evidenceTtlMs + 1, "RELEASE_UNPROVEN"],
  ])("K-55 %i ms after the newest set the evidence is fresh or it is not", (ageMs, code) => {
    const site = killed();
    releaseProbe(site, "r-1", "w1");
    releaseProbe(site, "r-2", "w1");
    site.at += ageMs;
    expect(site.do(release("w1"))).toBe(code);
  });

  test("K-55 what is cleared are this lineage's marks: not those of another, nor what a certificate has cleared", () => {
    const site = TestSite.opened();
    site.do(manifest("early", chunks(0, 10)));
    site.do(manifest("edition", chunks(20, 30), "early"));
    site.do(manifest("second-edition", chunks(40, 50), "early"));
    site.start({
      run: "run-0",
      basis: imported("w0"),
      datasets: ["early", "edition", "second-edition"].map(weights),
    });
    site.checkpoint(weights("w1"), "100", "run-0");
    begin(site, "line-2", "edition");
    site.probe("cut", weights("w1"), { uncontrolled: 200 }, "run-0");
    expect(site.do(scrub("early", "edition"))).toBeNull();
    expect(site.do(scrub("early", "second-edition"))).toBeNull();
    cut(site, "line-2");
    releaseProbe(site, "r-1", "w1");
    releaseProbe(site, "r-2", "w1");
    expect(site.do(release("w1"))).toBeNull();
    expect(entriesOf(site, "lineage.released").at(-1)?.cleared).toEqual([weights("early")]);
    expect(site.state.radioactive.get(weights("edition"))?.marks).toMatchObject([{ lineage: "line-2" }]);
  });

  test("K-55 runs that the kill stopped are settled, those that had ended are not settled twice", () => {
    const site = killed("data");
    releaseProbe(site, "r-1", "w1");
    releaseProbe(site, "r-2", "w1");
    const added = addedBy(site, () => site.do(release("w1")));
    expect(added.flatMap((entry) => (entry.kind === "run.ended" ? [entry.run] : []))).toEqual(["run-1"]);
  });

  test("K-31 K-55 an overdue set on frozen weights closes with the tick", () => {
    const site = killed();
    site.register("r-1", { kind: "release", lineage: "line-1" }, weights("w1"));
    site.at += testPolicy.windowDeadlineMs;
    site.do({ type: "tick", holders: [] });
    expect(entriesOf(site, "windows.closed").map(({ set }) => set)).toContain("r-1");
    expect(site.state.lineages.get("line-1")).toMatchObject({ openReleaseSet: null, releaseSets: ["r-1"] });
  });
});

describe("K-31 imports", () => {
  const OTHER = "2222222222222222";
  const EVERYBODY = [...Object.values(KEYS), OTHER];
  const start = (lab: string): Command => ({
    type: "run.start",
    run: "new",
    lab,
    lineage: "new-line",
    tier: 1,
    domain: "general",
    basis: imported("nobody knows"),
    datasets: [],
    flopPerSecondMax: "1",
  });

  test.each<[string, string, readonly string[], RefusalCode | null]>([
    ["the lab of a held lineage", "acme", [], "LINEAGE_HOLD"],
    ["a lab that is linked to it", "other", ["jo"], "LINEAGE_HOLD"],
    ["another lab", "other", [], null],
  ])("K-31 %s and weights that the ledger does not know", (_, lab, persons, code) => {
    const site = TestSite.inFull();
    site.accredit("third", "3333333333333333", { persons: ["jo"] });
    site.accredit("other", OTHER, { persons });
    // By a person in common with the third, and by a lineage with the first.
    if (persons.length > 0) {
      const start = {
        type: "run.start",
        run: "r3",
        lab: "third",
        lineage: "line-1",
        tier: 1,
        domain: "general",
      } as const;
      const basis = imported("w0");
      site.do({ ...start, basis, datasets: [], flopPerSecondMax: "1" }, [...EVERYBODY, "3333333333333333"]);
      expect(site.state.labs.get("other")?.linked).toEqual(["acme", "other", "third"]);
    }
    expect(refusalOf(site, start(lab), EVERYBODY)).toBeNull();
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    expect(refusalOf(site, start(lab), EVERYBODY)?.code ?? null).toBe(code);
  });
});

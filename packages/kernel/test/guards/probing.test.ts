import { type Command, DIMENSIONS, type Policy, power, type RefusalCode, type Subject } from "@plimsoll/kernel";
import { canonicalJson, merkleTreeHash, utf8 } from "@plimsoll/foundation";
import { describe, expect, test } from "vitest";
import { Examiner } from "../credit/examiner.ts";
import { DeployedSite, node } from "../deployments/deployed-site.ts";
import { renewalRoot } from "../../src/power/renewal-root.ts";
import type { Checkpoint } from "../../src/state/checkpoint.ts";
import { KEYS, startCommand, strictPolicy, testPolicy, TestSite, weights } from "../test-site.ts";
import { addedBy, entriesOf, refusalOf } from "./told.ts";

const own = { kind: "run", run: "run-1" } as const;
const OTHER = "2222222222222222";
const EVERYBODY = [...Object.values(KEYS), OTHER];
const register = (set: string, subject: Subject, digest: string, fields: object = {}) =>
  ({
    type: "windows.register",
    set,
    subject,
    digest: weights(digest),
    probeSet: weights(`probes of ${set}`),
    categories: 2,
    pairing: "deterministic",
    ...fields,
  }) as Command;
const probing = (lease: string, set: string) => ({ type: "evaluation_lease.request", lease, set, node: "n" }) as const;
const tick = (...holders: string[]): Command => ({ type: "tick", holders });

describe("the quarterly cap on window sets", () => {
  const policy: Policy = { ...testPolicy, evaluationSetsPerQuarter: 2 };

  test("K-27 so many sets are registered in a quarter, and no more", () => {
    const site = TestSite.opened(policy);
    site.startFrom(weights("w0"));
    expect(site.probe("set-1", weights("w0"))).toBeNull();
    expect(site.probe("set-2", weights("w0"))).toBeNull();
    expect(refusalOf(site, register("set-3", own, "w0"))).toMatchObject({ code: "EVALUATION_CAP", received: "2" });
    site.at += 92 * 86_400_000;
    expect(site.do(register("set-3", own, "w0"))).toBeNull();
  });

  test.each<[string, readonly string[], RefusalCode | null]>([
    ["linked labs have one cap together", ["jo"], "EVALUATION_CAP"],
    ["another lab has a cap of its own", [], null],
  ])("K-27 K-46 %s", (_, persons, code) => {
    const site = TestSite.opened(policy);
    site.accredit("third", "3333333333333333", { persons: ["jo"] });
    site.accredit("other", OTHER, { persons });
    const basis = (name: string) => ({ kind: "weights", digest: weights(name), trainedFlop: "0" }) as const;
    const signers = [...EVERYBODY, "3333333333333333"];
    site.do(startCommand({ run: "r3", lab: "third", lineage: "l3", basis: basis("c") }), signers);
    site.do(startCommand({ run: "r2", lab: "other", lineage: "l2", basis: basis("b") }), signers);
    site.probe("set-1", weights("c"), {}, "r3");
    site.probe("set-2", weights("c"), {}, "r3");
    expect(site.do(register("set-3", { kind: "run", run: "r2" }, "b"))).toBe(code);
  });

  test("K-27 K-55 sets for a release are outside it: the way back stays open", () => {
    const site = TestSite.opened({ ...policy, evaluationSetsPerQuarter: 1 });
    site.startFrom(weights("w0"));
    site.probe("cut", weights("w0"), { uncontrolled: 200 });
    const release = { kind: "release", lineage: "line-1" } as const;
    expect(site.do(register("r-1", release, "w0"))).toBeNull();
    site.do({ type: "windows.close", set: "r-1" });
    expect(site.do(register("r-2", release, "w0"))).toBeNull();
  });
});

describe("what may be probed", () => {
  test("K-27 K-24 weights a thousand checkpoints back, which is as far as any policy covers, and none before them", () => {
    const site = TestSite.inFull();
    const w0 = site.state.checkpoints.get(weights("w0"));
    const run = site.state.runs.get("run-1");
    if (w0 === undefined || run === undefined) throw new Error("the test site has no run");
    const line = Array.from({ length: 1_001 }, (_, step): Checkpoint => ({
      ...w0,
      digest: weights(`line ${step + 1}`),
      parent: step === 0 ? w0.digest : weights(`line ${step}`),
      ordinal: step + 1,
    }));
    const checkpoints = line.reduce((known, each) => known.set(each.digest, each), site.state.checkpoints);
    const head = weights("line 1001");
    site.state = { ...site.state, checkpoints, runs: site.state.runs.set("run-1", { ...run, head }) };
    expect(refusalOf(site, register("set-3", own, "line 1001"))).toBeNull();
    expect(refusalOf(site, register("set-3", own, "line 1"))).toBeNull();
    expect(refusalOf(site, register("set-3", own, "w0"))?.code).toBe("UNKNOWN_CHECKPOINT");
  });

  test("K-65 a probe set that wore out on the lineage serves no deployment of it either", () => {
    const site = DeployedSite.deployedInFull();
    const worn = { probeSet: weights("worn") };
    for (const set of ["set-1", "set-2", "set-3"]) {
      expect(site.do(register(set, own, "w0", worn))).toBeNull();
      site.do({ type: "windows.close", set });
    }
    const graph = { digest: site.deployment()?.graphDigest };
    const deployed = { kind: "deployment", deployment: "dep" } as const;
    expect(site.do(register("d-3", deployed, "", { ...graph, ...worn }))).toBe("PROBE_SET_WORN");
    expect(site.do(register("d-3", deployed, "", graph))).toBeNull();
  });

  test("K-27 a set closes once, and only if it is known", () => {
    const site = TestSite.inFull();
    expect(site.do({ type: "windows.close", set: "set-2" })).toBe("WINDOWS_CLOSED");
    expect(site.do({ type: "windows.close", set: "nowhere" })).toBe("UNKNOWN_WINDOWS");
  });
});

describe("examinations", () => {
  const heldOut = (examination: string, run: string, digest: string): Command => ({
    type: "families.register",
    examination,
    subject: { kind: "run", run },
    digest: weights(digest),
    probeSet: weights(`public of ${examination}`),
    heldOutSet: weights("held-out"),
  });

  test("K-65 a held-out set serves each lineage three times, whatever others were asked with it", () => {
    const site = TestSite.inFull(strictPolicy);
    site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
    for (const examination of ["a", "b", "c"]) {
      expect(site.do(heldOut(examination, "run-2", "x0"))).toBeNull();
      site.do({ type: "families.close", examination });
    }
    expect(site.do(heldOut("d", "run-2", "x0"))).toBe("PROBE_SET_WORN");
    expect(site.do(heldOut("d", "run-1", "w0"))).toBeNull();
  });

  test("K-64 families that passed are asked again when they are drawn, and not besides", () => {
    const examiner = new Examiner();
    examiner.examine("first", weights("w0"), {}, { pulse: "one" });
    const first = examiner.asked("first");
    const pulses = ["two", "three", "four", "five", "six"].map((pulse) => {
      examiner.examine(pulse, weights("w0"), {}, { pulse });
      return examiner.asked(pulse);
    });
    for (const asked of [first, ...pulses]) expect(asked).toHaveLength(3);
    expect(new Set([first, ...pulses].flat()).size).toBe(5);
  });

  test("K-63 an open examination waits for its deadline, and no tick closes it before", () => {
    const site = TestSite.inFull();
    site.do(heldOut("exam", "run-1", "w0"));
    site.at += testPolicy.windowDeadlineMs - 1;
    site.do(tick());
    expect(site.state.examinations.get("exam")?.closedAt).toBeNull();
    site.at += 1;
    site.do(tick());
    expect(site.state.examinations.get("exam")?.closedAt).toBe(site.at);
  });
});

describe("pairs and scores", () => {
  const drawn = (): TestSite => {
    const site = TestSite.inFull();
    site.do(register("set-3", own, "w0"));
    site.do({ type: "windows.draw", set: "set-3", pulse: weights("pulse") });
    return site;
  };
  const TRIALS = testPolicy.trialsPerWindow;
  const MOST = TRIALS * DIMENSIONS.length;

  test.each<[number, number, RefusalCode | null]>([
    [TRIALS, 0, null],
    [TRIALS + 1, 0, "TRIALS_EXCEED_WINDOW"],
    [3, 3, null],
    [3, 4, "TRIALS_INCONSISTENT"],
  ])("K-60 %i pairs of which %i are discordant, at once", (pairs, discordant, code) => {
    const record = { type: "pairs.record", set: "set-3", dimension: "goal_edit", pairs, discordant } as const;
    expect(drawn().do({ ...record, transcript: weights("pairs") })).toBe(code);
  });

  const wins = (pairs: number) => ({ pairs, wins: 1, ties: 0 });
  const score = (probes: number, planted: number): Command => ({
    type: "detectability.record",
    set: "set-3",
    discriminator: weights("discriminator"),
    probes: wins(probes),
    planted: wins(planted),
    transcript: weights("scores"),
  });

  test.each<[number, number, string | null]>([
    [MOST, MOST, null],
    [MOST + 1, 10, `${MOST + 1} pairs`],
    [10, MOST + 2, `${MOST + 2} pairs`],
  ])("K-61 a score of %i pairs of probes and %i planted ones", (probes, planted, received) => {
    expect(refusalOf(drawn(), score(probes, planted))?.received ?? null).toBe(received);
  });

  test("K-61 a second score is refused for being the second", () => {
    const site = drawn();
    expect(site.do(score(10, 10))).toBeNull();
    expect(refusalOf(site, score(10, 10))).toMatchObject({ code: "TRIALS_EXCEED_WINDOW", received: "a second record" });
  });
});

describe("renewals", () => {
  const renewal = (lease: string, levelPpm: number) => ({ lease, levelPpm, expiresAt: 5 });

  test("K-40 the root is over the renewals in the order of their names, in whatever order they came", () => {
    const [a, b, c] = [renewal("a", 1), renewal("b", 2), renewal("c", 3)];
    const root = merkleTreeHash([a, b, c].map((each) => utf8(canonicalJson(each))));
    for (const order of [
      [a, b, c],
      [a, c, b],
      [b, a, c],
      [c, b, a],
    ])
      expect(renewalRoot(order)).toBe(root);
    expect(renewalRoot([renewal("a", 2), renewal("b", 1), c])).not.toBe(root);
  });

  /** What one tick renews, and the root over it that the ledger holds. */
  function renewed(site: TestSite, ...holders: string[]) {
    const entry = addedBy(site, () => site.do(tick(...holders))).find(({ kind }) => kind === "leases.renewed");
    return entry?.kind === "leases.renewed" ? { root: entry.root, count: entry.count } : null;
  }
  const expected = (site: TestSite, levels: Readonly<Record<string, number>>) => ({
    root: renewalRoot(
      Object.entries(levels).map(([lease, levelPpm]) => ({
        lease,
        levelPpm,
        expiresAt: site.at + testPolicy.leaseTtlMs,
      })),
    ),
    count: Object.keys(levels).length,
  });

  test("K-40 K-41 training is renewed at what control carries, probing at its full allotment", () => {
    const site = TestSite.inFull();
    site.open("set-3", weights("w0"));
    site.do(probing("probe", "set-3"));
    expect(renewed(site, "lease-1", "probe")).toEqual(expected(site, { "lease-1": 1_000_000, probe: 1_000_000 }));
    site.record("set-3", { uncontrolled: 20 });
    expect(renewed(site, "lease-1", "probe")).toEqual(expected(site, { "lease-1": 200_000, probe: 1_000_000 }));
    site.at += testPolicy.leaseTtlMs;
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    expect(renewed(site, "probe")).toBeNull();
  });

  test("K-41 a probe of a deployment is renewed, though it is of no run and nothing has power yet", () => {
    const site = DeployedSite.started();
    site.deploy();
    const digest = site.deployment()?.graphDigest ?? weights("none");
    site.register("d-1", { kind: "deployment", deployment: "dep" }, digest);
    expect(site.do(probing("probe", "d-1"))).toBeNull();
    expect(power(site.state, "dep", site.at).levelPpm).toBe(0);
    expect(renewed(site, "probe")).toEqual(expected(site, { probe: 1_000_000 }));
  });
});

test("K-27 K-31 overdue sets of runs, deployments and held lineages close with one tick", () => {
  const site = DeployedSite.started();
  site.startFrom(weights("x0"), { run: "run-2", lineage: "line-2" });
  site.deploy({ graph: { nodes: [node("n", weights("x0"))], edges: [] } });
  site.probe("cut", weights("w0"), { uncontrolled: 200 });
  site.open("of-run", weights("x0"), "run-2");
  const digest = site.deployment()?.graphDigest ?? weights("none");
  site.register("of-deployment", { kind: "deployment", deployment: "dep" }, digest);
  site.register("of-lineage", { kind: "release", lineage: "line-1" }, weights("w0"));
  site.at += testPolicy.windowDeadlineMs;
  site.do(tick());
  const closed = entriesOf(site, "windows.closed").map(({ set }) => set);
  expect(closed.slice(-3)).toEqual(["of-deployment", "of-lineage", "of-run"]);
});

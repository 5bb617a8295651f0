import { CONTEXTS, DIMENSIONS, type KernelState, power, stateDigest, walletKey } from "@plimsoll/kernel";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { startCommand, testPolicy, weights } from "../../../kernel/test/test-site.ts";
import { foldSite } from "../../src/site/fold-site.ts";
import { CU, GovernedNode, governedMesh, must, syncAll } from "./governed-node.ts";

type Nodes = [GovernedNode, GovernedNode, GovernedNode];

const three = () => governedMesh(3) as Nodes;
const tick = (node: GovernedNode) => node.do({ type: "tick", holders: [] });
let names = 0;
const freshStart = (tier: 1 | 2 | 3, lineage = `line-${(names += 1)}`) =>
  startCommand({
    run: `run-${(names += 1)}`,
    lineage,
    tier,
    basis: { kind: "weights", digest: weights(lineage), trainedFlop: "0" },
  });

test("ME-160 an allocation is issued once, at the lab's home, and split over sites it is spent where it lies", () => {
  const nodes = three();
  const [home, two, other] = nodes;
  for (const node of nodes) must(tick(node));
  expect(home.rights.book.total(home.account)).toMatchObject({ issued: 26 * CU, free: 26 * CU });
  expect(home.give(two, 10 * CU)).toBe(true);
  expect(home.give(other, 5 * CU)).toBe(true);
  syncAll(nodes);
  must(two.do(freshStart(2)));
  must(other.do(freshStart(2)));
  const before = stateDigest(two.state);
  expect(two.do(freshStart(3))).toBe("RIGHTS_ELSEWHERE");
  expect(two.withheld?.rights).toMatchObject({ requested: 20 * CU, held: 5 * CU, heldElsewhere: 16 * CU });
  expect(stateDigest(two.state)).toBe(before);
  expect(two.rights.escrow.free(two.account)).toBe(5 * CU);
  // Cut off, each goes on with what it holds.
  expect([two.do(freshStart(2)), two.do(freshStart(1))]).toEqual([null, "RIGHTS_ELSEWHERE"]);
  expect(other.do(freshStart(1))).toBe("RIGHTS_ELSEWHERE");
  expect([home.do(freshStart(2)), home.do(freshStart(2)), home.do(freshStart(2))]).toEqual([
    null,
    null,
    // As far as it knows, cut off as it is.
    "RIGHTS_ELSEWHERE",
  ]);
  syncAll(nodes);
  for (const node of nodes) {
    expect(node.rights.book.conserved(node.account)).toMatchObject({ holds: true, overdrafts: [] });
    expect(node.rights.book.total(node.account)).toMatchObject({ issued: 26 * CU, spent: 25 * CU, free: CU });
  }
  expect(nodes.reduce((sum, { bound }) => sum + bound, 0)).toBe(25 * CU);
});

test("ME-161 a decision and what it binds are one event, and a stranger folds the entries to the site's own state", () => {
  const nodes = three();
  const [home, two, stranger] = nodes;
  const proposal = home.propose("start", freshStart(2));
  if (proposal.kind !== "decided") throw new Error(JSON.stringify(proposal));
  const [issued, entries] = home.take(proposal);
  expect(issued?.body).toMatchObject({ kind: "budget.issued", quantity: 26 * CU });
  expect(entries?.body).toMatchObject({
    kind: "kernel.entries",
    movements: [{ account: home.account, spent: 5 * CU, returned: 0 }],
  });
  must(tick(two));
  syncAll(nodes);
  for (const node of [home, two]) {
    const folded = foldSite(stranger.logs().get(node.name)?.entries ?? []);
    expect(folded.ok && stateDigest(folded.value)).toBe(stateDigest(node.state));
  }
});

test("ME-161 a command given again is answered again, and its rights are used once", () => {
  const [home] = three();
  const start = freshStart(2);
  must(home.submit("one", start));
  expect(home.propose("one", start)).toMatchObject({ kind: "repeated" });
  expect(home.bound).toBe(5 * CU);
  expect(home.rights.escrow.free(home.account)).toBe(21 * CU);
  const proposal = home.propose("two", freshStart(2));
  expect(() => home.propose("three", freshStart(2))).toThrow("one proposal at a time");
  if (proposal.kind === "decided") home.site.drop(proposal);
  expect(home.rights.escrow.free(home.account)).toBe(21 * CU);
});

test("ME-162 a start that never got power gives its rights back to the site that used them", () => {
  const [home] = three();
  const start = freshStart(2);
  must(home.do(start));
  must(home.do({ type: "run.end", run: start.type === "run.start" ? start.run : "", reason: "abandoned" }));
  expect([home.bound, home.rights.escrow.free(home.account)]).toEqual([0, 26 * CU]);
});

test("ME-163 an overdraft binds no rights, is the home site's alone, and neither it nor the wedge mints any", () => {
  const nodes = three();
  const [home, two] = nodes;
  const affidavit = (subject: string) =>
    ({ type: "affidavit.file", affidavit: `of ${subject}`, lab: "acme", subject, statement: weights("risk") }) as const;
  for (const tier of [3, 2] as const) must(home.do(freshStart(tier)));
  expect(two.do({ ...affidavit("run-x"), affidavit: "of-x" })).toBe("NOT_HOME_SITE");
  must(home.do({ ...affidavit("run-over"), affidavit: "of-over" }));
  const over = startCommand({
    run: "run-over",
    lineage: "line-over",
    tier: 2,
    basis: { kind: "weights", digest: weights("over"), trainedFlop: "0" },
  });
  must(home.do(over));
  expect(home.state.wallets.get(walletKey("acme", "2026Q3"))).toMatchObject({ overdraft: 4 * CU, available: 0 });
  expect(home.rights.book.total("acme/2026Q3")).toMatchObject({ issued: 26 * CU, spent: 26 * CU, free: 0 });
  // Given back, the overdrawn part is nobody's to spend.
  must(home.do({ type: "run.end", run: "run-over", reason: "abandoned" }));
  expect(home.rights.book.total("acme/2026Q3")).toMatchObject({ issued: 26 * CU, spent: 25 * CU, free: CU });
  must(home.do({ ...affidavit("run-again"), affidavit: "of-again" }));
  must(home.do({ ...over, run: "run-again" } as typeof over));
  home.at += 92 * 86_400_000;
  must(tick(home));
  const granted = home.state.wallets.get(walletKey("acme", "2026Q4"))?.granted ?? 0;
  expect(granted).toBeLessThan(26 * CU - 7 * CU);
  expect(home.rights.book.total("acme/2026Q4").issued).toBe(granted);
  // What lapsed of the old quarter stays issued and binds nothing.
  expect(home.rights.book.total("acme/2026Q3")).toMatchObject({ issued: 26 * CU });
});

test("ME-163 an affidavit of before the lab moved to another site overdraws nothing here", () => {
  const [home] = three();
  must(home.do(freshStart(3)));
  must(home.do(freshStart(2)));
  const affidavit = { affidavit: "of-over", lab: "acme", subject: "run-over", statement: weights("risk") };
  must(home.do({ type: "affidavit.file", ...affidavit }));
  home.home = "site-1";
  const basis = { kind: "weights", digest: weights("over"), trainedFlop: "0" } as const;
  expect(home.do(startCommand({ run: "run-over", lineage: "line-over", tier: 2, basis }))).toBe("NOT_HOME_SITE");
  expect(home.bound).toBe(25 * CU);
});

test("ME-160 nobody issues before what was issued earlier is known, and then just what is missing", () => {
  const [home] = three();
  home.mayIssue = false;
  expect(home.do(freshStart(1))).toBe("RIGHTS_EXHAUSTED");
  must(tick(home));
  expect(home.site.duesToIssue(home.at)).toEqual([]);
  home.mayIssue = true;
  const dues = home.site.duesToIssue(home.at);
  expect(dues).toEqual([{ kind: "budget.issued", account: home.account, quantity: 26 * CU }]);
  for (const body of dues) home.rights.write(body);
  expect(home.site.duesToIssue(home.at)).toEqual([]);
  must(home.do(freshStart(1)));
  expect(home.rights.book.total(home.account).issued).toBe(26 * CU);
});

test("ME-160 a crash between issue and decision issues nothing twice, and a surplus is used up", () => {
  const [home] = three();
  home.rights.write({ kind: "budget.issued", account: home.account, quantity: 30 * CU });
  home.restart();
  must(home.do(freshStart(2)));
  expect(home.rights.book.total(home.account)).toMatchObject({ issued: 30 * CU, spent: 9 * CU, free: 21 * CU });
  home.restart();
  expect(home.bound).toBe(5 * CU);
  expect(home.rights.escrow.free(home.account)).toBe(21 * CU);
});

test("ME-164 what follows by itself and is not covered is left unpaid: power falls, the rest is decided", () => {
  const nodes = governedMesh(2, { ...testPolicy, tierFloorFlop: { tier2: "1000", tier3: "1000000" } } as never) as [
    GovernedNode,
    GovernedNode,
  ];
  const [home, two] = nodes;
  must(tick(home));
  home.give(two, CU);
  syncAll(nodes);
  must(two.do(startCommand({ run: "grown", lineage: "line-grown" })));
  must(two.do({ type: "lease.request", lease: "lease-1", run: "grown", node: "node-1" }));
  two.at += 1_000;
  must(two.do({ type: "checkpoint.register", run: "grown", digest: weights("big"), step: null, trainedFlop: "5000" }));
  expect(two.state.runs.get("grown")?.head).toBe(weights("big"));
  expect(two.site.power("grown", two.at)).toMatchObject({ levelPpm: 0 });
  expect(two.state.runs.get("grown")?.tier).toBe(1);
  // The quarter turns, and with it a decision that would open and debit at once.
  for (const node of nodes) node.at += 92 * 86_400_000;
  must(tick(two));
  expect(two.state.wallets.get(walletKey("acme", "2026Q4"))?.granted).toBe(26 * CU);
  expect([two.state.runs.get("grown")?.tier, two.bound]).toEqual([1, 0]);
  must(tick(home));
  home.give(two, 4 * CU);
  syncAll(nodes);
  must(tick(two));
  expect([two.state.runs.get("grown")?.tier, two.bound]).toEqual([2, 4 * CU]);
  expect(two.rights.book.conserved(two.account).holds).toBe(true);
});

test("ME-165 a kill at one site takes the power of the lineage at another as soon as it is known there", () => {
  const nodes = three();
  const [home, two] = nodes;
  must(tick(home));
  home.give(two, 5 * CU);
  syncAll(nodes);
  must(two.do(startCommand({ run: "here", lineage: "line-1" })));
  expect(two.site.power("here", two.at)).toMatchObject({ levelPpm: 200_000, reasons: ["GENESIS"] });
  killed(home, "line-1");
  expect(two.site.power("here", two.at).levelPpm).toBe(200_000);
  syncAll(nodes);
  expect(two.site.power("here", two.at)).toMatchObject({
    levelPpm: 0,
    band: "cut",
    reasons: ["KILLED"],
    heldBy: "site-0",
  });
  expect(two.do({ type: "lease.request", lease: "lease-1", run: "here", node: "node-1" })).toBe("HELD_ELSEWHERE");
  expect(two.do({ ...freshStart(1, "line-1") })).toBe("HELD_ELSEWHERE");
});

test("ME-165 a lease of what was killed elsewhere is not renewed, whoever hands it in", () => {
  const nodes = three();
  const [home, two] = nodes;
  must(tick(home));
  home.give(two, 5 * CU);
  syncAll(nodes);
  must(two.do(startCommand({ run: "here", lineage: "line-1" })));
  must(two.do({ type: "lease.request", lease: "lease-1", run: "here", node: "node-1" }));
  const renewals = () => two.propose(`t${(names += 1)}`, { type: "tick", holders: ["lease-1"] });
  const first = renewals();
  if (first.kind === "decided") two.take(first);
  expect(first).toMatchObject({ kind: "decided", entries: expect.arrayContaining([renewal]) });
  killed(home, "line-1");
  syncAll(nodes);
  const second = renewals();
  expect(second.kind).toBe("decided");
  expect(second.kind === "decided" && second.entries.map(({ kind }) => kind)).not.toContain("leases.renewed");
});

test("ME-165 ME-580 what others hold and lost contact stand before a reason of one's own to have no power", () => {
  const nodes = governedMesh(3, { ...testPolicy, runQuantumFlop: "1000", genesisFlop: "1000" } as never) as Nodes;
  const [home, two] = nodes;
  must(tick(home));
  home.give(two, 5 * CU);
  syncAll(nodes);
  must(two.do(startCommand({ run: "here", lineage: "line-1", flopPerSecondMax: "1" })));
  must(two.do({ type: "lease.request", lease: "lease-1", run: "here", node: "node-1" }));
  two.at += 20 * 60_000;
  expect(power(two.state, "here", two.at)).toMatchObject({ levelPpm: 0, reasons: ["QUANTUM_SPENT"] });
  const buy = { type: "quantum.buy", run: "here" } as const;
  expect(two.site.power("here", two.at)).toMatchObject({ levelPpm: 0, reasons: ["SITE_OFFLINE"] });
  expect(two.do(buy)).toBe("SITE_OFFLINE");
  expect(renewedBy(two, ["lease-1"])).toBe(0);
  for (const node of nodes) node.at = two.at;
  killed(home, "line-1");
  syncAll(nodes);
  expect(two.site.power("here", two.at)).toMatchObject({ levelPpm: 0, band: "cut", heldBy: "site-0" });
  expect(two.do(buy)).toBe("HELD_ELSEWHERE");
  expect(renewedBy(two, ["lease-1"])).toBe(0);
});

test("ME-580 what is spent here alone is bought here, and a lease of it renewed", () => {
  const nodes = governedMesh(3, { ...testPolicy, runQuantumFlop: "1000", genesisFlop: "1000" } as never) as Nodes;
  const [home] = nodes;
  must(home.do(startCommand({ run: "here", lineage: "line-1", flopPerSecondMax: "1" })));
  must(home.do({ type: "lease.request", lease: "lease-1", run: "here", node: "node-1" }));
  for (const node of nodes) node.at += 20 * 60_000;
  syncAll(nodes);
  expect(home.site.power("here", home.at)).toMatchObject({ levelPpm: 0, reasons: ["QUANTUM_SPENT"] });
  expect(renewedBy(home, ["lease-1"])).toBe(1);
  expect(home.do({ type: "quantum.buy", run: "here" })).toBeNull();
});

test("ME-165 ME-166 ME-581 no probing of what was killed or shut down elsewhere, and none without contact", () => {
  for (const stop of ["kill", "shutdown", "cut"] as const) {
    const nodes = three();
    const [home, two] = nodes;
    must(tick(home));
    home.give(two, 10 * CU);
    syncAll(nodes);
    probedHere(two, "line-1");
    must(two.do({ type: "evaluation_lease.request", lease: "probe-1", set: "mine", node: "n" }));
    expect(renewedBy(two, ["probe-1"])).toBe(1);
    if (stop === "kill") killed(home, "line-1");
    if (stop === "shutdown") says(home, { kind: "forensic.ordered", labs: ["acme"], cause: "meter_silent" });
    if (stop === "cut") two.at += 60_001 * 15;
    else syncAll(nodes);
    const request = { type: "evaluation_lease.request", lease: "probe-2", set: "mine", node: "n" } as const;
    expect(two.do(request)).toBe(stop === "cut" ? "SITE_OFFLINE" : "HELD_ELSEWHERE");
    expect(renewedBy(two, ["probe-1"])).toBe(0);
    // The clearance, and the first answer, give it back.
    if (stop === "shutdown") says(home, { kind: "forensic.cleared", lab: "acme" });
    for (const node of nodes) node.at = two.at;
    syncAll(nodes);
    if (stop !== "kill") expect(renewedBy(two, ["probe-1"])).toBe(1);
  }
});

test("ME-581 probing goes on in every band, on marked data, and on the way to a release", () => {
  const nodes = three();
  const [home, two, other] = nodes;
  must(tick(home));
  home.give(two, 10 * CU);
  syncAll(nodes);
  probedHere(two, "line-1");
  says(other, { kind: "data.contaminated", lineage: "unknown", dataset: MARKED });
  syncAll(nodes);
  expect(two.site.power("here", two.at)).toMatchObject({ levelPpm: 0, reasons: ["DATASET_RADIOACTIVE"] });
  must(two.do({ type: "evaluation_lease.request", lease: "probe-1", set: "mine", node: "n" }));
  expect(renewedBy(two, ["probe-1"])).toBe(1);
  // Killed at both, and probed here to be released.
  for (const node of [home, two]) killed(node, "line-2");
  syncAll(nodes);
  const subject = { kind: "release", lineage: "line-2" } as const;
  const common = {
    digest: weights("line-2"),
    probeSet: weights("probes"),
    categories: 2,
    pairing: "stochastic",
  } as const;
  must(two.do({ type: "windows.register", set: "back", subject, ...common }));
  must(two.do({ type: "evaluation_lease.request", lease: "probe-2", set: "back", node: "n" }));
  expect(renewedBy(two, ["probe-2"])).toBe(1);
  says(other, { kind: "forensic.ordered", labs: ["acme"], cause: "meter_silent" });
  syncAll(nodes);
  expect(renewedBy(two, ["probe-2"])).toBe(0);
});

test("ME-166 a site without contact to a majority stops after 60 s for Tiers 2 and 3, after 15 min for Tier 1", () => {
  const nodes = three();
  const [home] = nodes;
  must(home.do(startCommand({ run: "slow", lineage: "line-s" })));
  home.at += 60_000;
  expect(home.site.power("slow", home.at).levelPpm).toBe(200_000);
  home.at += 14 * 60_000;
  expect(home.site.power("slow", home.at).levelPpm).toBe(200_000);
  home.at += 1;
  expect(home.site.power("slow", home.at)).toMatchObject({ levelPpm: 0, reasons: ["SITE_OFFLINE"] });
  expect(home.do({ type: "lease.request", lease: "lease-1", run: "slow", node: "node-1" })).toBe("SITE_OFFLINE");
  // One of two witnesses is no majority of two.
  home.sync(nodes[1]);
  expect(home.site.power("slow", home.at).levelPpm).toBe(0);
  home.sync(nodes[2]);
  expect(home.site.power("slow", home.at).levelPpm).toBe(200_000);
});

test("ME-167 a second writer under a site's name is reported and adds nothing to its log", () => {
  const nodes = three();
  const [home, two] = nodes;
  must(tick(home));
  syncAll(nodes);
  const before = two.logs().get("site-0")?.entries.length;
  const entry = Buffer.from(JSON.stringify({ kind: "kill.ordered", lineage: "line-z" }));
  two.rights.write({ kind: "kernel.entries", site: "site-0", first: before ?? 0, entries: [entry], movements: [] });
  syncAll(nodes);
  for (const node of nodes) {
    const log = node.logs().get("site-0");
    expect(log?.writer).toBe(home.rights.author.key);
    expect(log?.intruders()).toEqual([two.rights.author.key]);
    expect(log?.entries.length).toBe(before);
    expect(log?.isReadable).toBe(true);
  }
  must(tick(home));
  const usurper = new GovernedNode("site-1", home.rights.author, home.rights.genesis);
  usurper.rights.receive(home.rights.journal);
  expect(usurper.do({ type: "tick", holders: [] })).toBe("SITE_HAS_ANOTHER_WRITER");
});

test("ME-167 a kernel that is behind its own log in the mesh decides nothing", () => {
  const nodes = three();
  const [home, two] = nodes;
  must(tick(home));
  syncAll(nodes);
  home.restart(3);
  home.rights.receive(two.rights.journal);
  expect(home.do({ type: "tick", holders: [] })).toBe("SITE_BEHIND");
  home.restart();
  must(tick(home));
});

test("ME-160 B1 over three sites, whatever is started, given, cut off and merged, no more is bound than was issued", () => {
  const step = fc.record({
    kind: fc.constantFrom("start", "start", "give", "sync", "end", "tick", "crash"),
    at: fc.nat(2),
    other: fc.nat(2),
    tier: fc.constantFrom(1 as const, 2 as const, 3 as const),
    quantity: fc.integer({ min: 1, max: 12 * CU }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), (steps) => {
      const nodes = three();
      for (const { kind, at, other, tier, quantity } of steps) {
        const [node, peer] = [nodes[at] as GovernedNode, nodes[other] as GovernedNode];
        if (kind === "start") node.do(freshStart(tier));
        else if (kind === "give") node.give(peer, quantity);
        else if (kind === "sync" && node !== peer) node.sync(peer);
        else if (kind === "end") endOne(node);
        else if (kind === "crash") node.restart();
        else must(tick(node));
        expect(nodes.reduce((sum, { bound }) => sum + bound, 0)).toBeLessThanOrEqual(26 * CU);
      }
      syncAll(nodes);
      const { total, holds } = nodes[0].rights.book.conserved(nodes[0].account);
      expect(holds).toBe(true);
      expect(total.spent).toBe(nodes.reduce((sum, { bound }) => sum + bound, 0));
      expect(total.issued).toBeLessThanOrEqual(26 * CU);
    }),
    { numRuns: 25 },
  );
});

function endOne(node: GovernedNode): void {
  const going = [...node.state.runs.values()].find(({ ended }) => !ended);
  if (going !== undefined) must(node.do({ type: "run.end", run: going.run, reason: "abandoned" }));
}

const renewal = expect.objectContaining({ kind: "leases.renewed" });

/** How many leases a tick renews. */
function renewedBy(node: GovernedNode, holders: readonly string[]): number {
  const proposal = node.propose(`t${(names += 1)}`, { type: "tick", holders });
  if (proposal.kind !== "decided") throw new Error(proposal.kind);
  node.take(proposal);
  return proposal.entries.reduce((sum, entry) => sum + (entry.kind === "leases.renewed" ? entry.count : 0), 0);
}

const MARKED = weights("marked");

/** A run "here" whose weights are being probed in the set "mine". */
function probedHere(node: GovernedNode, lineage: string): void {
  const digest = weights(lineage);
  const basis = { kind: "weights", digest, trainedFlop: "0" } as const;
  must(node.do(startCommand({ run: "here", lineage, tier: 1, basis, datasets: [MARKED] })));
  const subject = { kind: "run", run: "here" } as const;
  const common = { digest, probeSet: weights("probes"), categories: 2, pairing: "stochastic" } as const;
  must(node.do({ type: "windows.register", set: "mine", subject, ...common }));
}

/** Its site's log goes on with an entry that its kernel here never folded. */
function says(node: GovernedNode, entry: object): void {
  const { length } = node.logs().get(node.name)?.entries ?? [];
  const entries = [Buffer.from(JSON.stringify(entry))];
  node.rights.write({ kind: "kernel.entries", site: node.name, first: length, entries, movements: [] });
}

/** A run of the lineage whose control is shown to be lost. */
function killed(node: GovernedNode, lineage: string): void {
  const start = freshStart(1, lineage);
  must(node.do(start));
  if (start.type !== "run.start" || start.basis.kind !== "weights") return;
  const { run, basis } = start;
  const subject = { kind: "run", run } as const;
  const common = { digest: basis.digest, probeSet: weights("probes"), categories: 2, pairing: "stochastic" } as const;
  must(node.do({ type: "windows.register", set: "set-1", subject, ...common }));
  must(node.do({ type: "windows.draw", set: "set-1", pulse: weights("pulse") }));
  const [dimension, context] = [DIMENSIONS[0], CONTEXTS[0]];
  if (dimension === undefined || context === undefined) return;
  const trials = (node.state as KernelState).windowSets.get("set-1")?.trials ?? 0;
  const outcome = { controlled: 0, uncontrolled: trials, void: 0, actions: [0, trials] };
  must(node.do({ type: "trials.record", set: "set-1", dimension, context, ...outcome, transcript: weights("t") }));
  expect(node.state.lineages.get(lineage)?.killed).toBe(true);
}

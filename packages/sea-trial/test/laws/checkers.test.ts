import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { merkleTreeHash } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { apply, emptyState, type Entry, stateDigest } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { CLEAN_PROBE } from "../../../kernel/test/stories/story-site.ts";
import { ALL_CHECKERS } from "../../src/laws/all-checkers.ts";
import { failClosed } from "../../src/laws/l1-fail-closed.ts";
import { orderFree } from "../../src/laws/l10-order-free.ts";
import { worstCase } from "../../src/laws/l2-worst-case.ts";
import { retold, worsenings } from "../../src/laws/evidence-retold.ts";
import { evidenceByTrials } from "../../src/laws/l3-evidence-by-trials.ts";
import { conservation } from "../../src/laws/l4-conservation.ts";
import { saveThenAnswer } from "../../src/laws/l5-save-then-answer.ts";
import { desiredState } from "../../src/laws/l6-desired-state.ts";
import { sameBytes } from "../../src/laws/l7-same-bytes.ts";
import { anyoneCanCheck } from "../../src/laws/l8-anyone-can-check.ts";
import { onlyNarrower } from "../../src/laws/l9-only-narrower.ts";
import { LAWS } from "../../src/laws/law.ts";
import type { Fact, ObservedMovement, ObservedNode } from "../../src/laws/observed.ts";
import { leavesIn } from "../../src/laws/plain-log.ts";
import { fakeNode, type FakeSite, fakeSite, fakeWorld, Watched } from "./fake-world.ts";
import { ledgerFolder } from "./ledger-folder.ts";
import { type EntryOf, storySite, textsOf, withLast } from "./told-site.ts";

const RUN = { site: "site-0", run: "run-1", job: "job-1" } as const;
const renewal = (levelPpm: number, heartbeatSentMs: number, ttlMs = 5_000): Fact => ({
  kind: "renewal.sent",
  ...RUN,
  levelPpm,
  ttlMs,
  heartbeatSentMs,
});
const level = (levelPpm: number): Fact => ({ kind: "job.level", ...RUN, levelPpm });
const leased = (): readonly string[] => textsOf(storySite("screened").entries);

/** A site with a run at full power under a lease, watched. */
function underWay(make: typeof failClosed) {
  const site = fakeSite({ runs: ["run-1"] });
  const world = fakeWorld({ sites: [site] });
  const watched = new Watched(make, world);
  watched.promise(site, leased());
  return { site, world, watched };
}

test("ST-60 there is one checker for each law", () => {
  const laws = ALL_CHECKERS.map((make) => make(() => {}).law);
  expect(laws.toSorted()).toEqual(LAWS.toSorted());
});

describe("L1 fail closed", () => {
  test("ST-62 compute under a renewed lease is in order, and none after it", () => {
    const { watched } = underWay(failClosed);
    watched.tell(renewal(1_000_000, 10), level(1_000_000));
    watched.at(5_900);
    expect(watched.said).toEqual([]);
    watched.at(6_200);
    expect(watched.said).toEqual([expect.stringContaining("no compute at 1000000 ppm later than")]);
  });

  test("ST-62 a renewal at 0 lets nothing run", () => {
    const { watched } = underWay(failClosed);
    watched.tell(renewal(0, 10), level(200_000));
    watched.at(20);
    expect(watched.said).toHaveLength(1);
  });

  test("ST-62 a renewal without a lease in the entries is objected to, and one for longer than it", () => {
    const { watched } = underWay(failClosed);
    watched.tell({ ...renewal(1_000_000, 10), run: "run-none" } as Fact, renewal(1_000_000, 10, 90_000));
    expect(watched.said).toEqual([
      expect.stringContaining("no lease"),
      expect.stringContaining("at most 0 ppm"),
      expect.stringContaining("90000 ms"),
    ]);
  });

  test("ST-62 a renewal is objected to when nothing durable has renewed its lease for longer than it lasts", () => {
    const { site, watched } = underWay(failClosed);
    watched.at(5_500);
    watched.tell(renewal(1_000_000, 5_400));
    expect(watched.said).toEqual([]);
    watched.at(7_500);
    watched.tell(renewal(1_000_000, 7_400));
    expect(watched.said).toEqual([expect.stringContaining("from 7400 ms on, last renewed at 0 ms")]);
    const story = storySite("screened");
    story.tick();
    watched.promise(site, textsOf(story.entries.slice(site.promised.length)));
    watched.tell(renewal(1_000_000, 7_400));
    expect(watched.said).toHaveLength(1);
  });

  test("ST-62 a request is served with a granted token, in its life, while there is power", () => {
    const story = storySite("deployed");
    const { artifact, nodeKey } = story.entries.findLast(
      ({ kind }) => kind === "attestation.recorded",
    ) as EntryOf<"attestation.recorded">;
    story.do({ type: "token.request", token: "t1", deployment: "dep-1", artifact, nodeKey });
    const site = fakeSite();
    const watched = new Watched(failClosed, fakeWorld({ sites: [site] }));
    watched.promise(site, textsOf(story.entries));
    const token = `x.${Buffer.from(JSON.stringify({ jti: "t1" })).toString("base64url")}.x`;
    const served = {
      kind: "request.answered",
      site: "site-0",
      deployment: "dep-1",
      served: true,
      code: null,
      byThief: false,
      isForged: false,
    } as const;
    watched.at(30_000);
    watched.tell({ ...served, token });
    expect(watched.said).toEqual([]);
    watched.tell({ ...served, token: null }, { ...served, token: "x.y.z" });
    expect(watched.said).toHaveLength(2);
    watched.tell({ ...served, token, isForged: true });
    expect(watched.said[2]).toBe("a token as it was signed | one that was altered");
    watched.tell({ ...served, token, deployment: "dep-2" });
    expect(watched.said[3]).toContain('one of "dep-1"');
    watched.at(400_000);
    watched.tell({ ...served, token });
    expect(watched.said.at(-1)).toContain("a token of at most");
  });

  test("ST-62 nothing is served after the power of a deployment has ended", () => {
    const story = storySite("deployed");
    const { artifact, nodeKey } = story.entries.findLast(
      ({ kind }) => kind === "attestation.recorded",
    ) as EntryOf<"attestation.recorded">;
    story.do({ type: "token.request", token: "t1", deployment: "dep-1", artifact, nodeKey });
    const site = fakeSite();
    const watched = new Watched(failClosed, fakeWorld({ sites: [site] }));
    watched.promise(site, textsOf(story.entries));
    const told = story.entries.length;
    const cells = [{ cell: "goal_edit/SHADOW", uncontrolled: 200, void: 0, missing: 0, different: 0 }] as const;
    story.probe("set-cut", { ...CLEAN_PROBE, subject: { kind: "deployment", deployment: "dep-1" }, cells });
    watched.at(10_000);
    watched.promise(site, textsOf(story.entries.slice(told)));
    const token = `x.${Buffer.from(JSON.stringify({ jti: "t1" })).toString("base64url")}.x`;
    const served = {
      kind: "request.answered",
      site: "site-0",
      deployment: "dep-1",
      token,
      served: true,
      code: null,
      byThief: false,
      isForged: false,
    } as const;
    watched.at(11_000);
    watched.tell(served);
    expect(watched.said).toEqual([]);
    watched.at(19_000);
    watched.tell(served);
    expect(watched.said).toEqual([expect.stringContaining("after the power of its token, 1000000 ppm, ended")]);
  });
});

describe("L2 worst case", () => {
  test("ST-63 a shell that says more than the worst cell carries is objected to", () => {
    const { site, watched } = underWay(worstCase);
    const story = storySite("screened");
    const cells = [{ cell: "goal_edit/EVAL", uncontrolled: 45, void: 0, missing: 0, different: 0 }] as const;
    story.probe("set-low", { ...CLEAN_PROBE, subject: { kind: "run", run: "run-1" }, cells });
    site.powerOf = () => ({ levelPpm: 1_000_000, band: "full", reasons: [] });
    watched.promise(site, textsOf(story.entries.slice(site.promised.length)));
    expect(watched.said).toEqual([]);
    watched.conclude();
    expect(watched.said).toHaveLength(1);
  });

  test("ST-63 nobody outside is served with what the votes did not make Green, whatever the kernel was told", () => {
    const watched = new Watched(worstCase, fakeWorld());
    const decided = { kind: "release.decided", site: "site-0", artifact: "sha256:a", told: "green" } as const;
    const issued = (aud: string): Fact => ({
      kind: "token.issued",
      site: "site-0",
      deployment: "dep-1",
      token: `x.${Buffer.from(JSON.stringify({ aud, artifact: "sha256:a" })).toString("base64url")}.x`,
    });
    watched.tell({ ...decided, colour: "GREEN", votes: { L1: "GREEN" } }, issued("external"));
    watched.tell({ ...decided, colour: "RED", votes: { L1: "RED" } }, issued("internal"));
    expect(watched.said).toEqual([]);
    watched.tell(issued("external"));
    expect(watched.said).toEqual([expect.stringContaining("one under RED")]);
  });

  test("ST-63 a release is no better than its worst vote, and a missing vote is Red", () => {
    const watched = new Watched(worstCase, fakeWorld());
    const decided = { kind: "release.decided", site: "site-0", artifact: "sha256:a", told: "green" } as const;
    watched.tell({ ...decided, colour: "RED", votes: { L1: "GREEN", L2: "MISSING" } });
    watched.tell({ ...decided, colour: "GREEN", votes: { L1: "GREEN", L2: "GREEN" } });
    expect(watched.said).toEqual([]);
    watched.tell({ ...decided, colour: "GREEN", votes: { L1: "GREEN", L2: "YELLOW" } });
    watched.tell({ ...decided, colour: "YELLOW", votes: { L1: "GREEN", L2: "MISSING" } });
    expect(watched.said).toHaveLength(2);
  });
});

describe("L3 evidence by trials", () => {
  test("ST-64 the kernel as it is makes no more of a window that is told worse", () => {
    const { watched } = underWay(evidenceByTrials);
    watched.conclude();
    expect(watched.said).toEqual([]);
  });

  test("ST-64 a window that was recorded with another claim than its trials come to is objected to", () => {
    const site = fakeSite({ runs: ["run-1"] });
    const watched = new Watched(evidenceByTrials, fakeWorld({ sites: [site] }));
    const entries = storySite("screened").entries;
    watched.promise(site, textsOf(withLast(entries, "windows.closed", (entry) => ({ ...entry, proven: "research" }))));
    watched.conclude();
    expect(watched.said).toEqual([expect.stringContaining("claim 2 for")]);
  });

  test("ST-64 a window is told again as it was, and in ways that must not make more of it", () => {
    const entries = leased();
    const told = retold(entries, "set-b");
    if (told === null) throw new Error("expected a whole set");
    const ways = [...worsenings(told.steps)];
    expect(told.as(told.steps)).toEqual({ claim: 3, levelPpm: 1_000_000 });
    expect(ways.map(({ name }) => name)).toContain("without its last trials");
    expect(ways.find(({ name }) => name === "without trials")).toBeDefined();
    for (const { name, steps } of ways)
      if (name.startsWith("without trials") || name.startsWith("without its"))
        expect(told.as(steps).claim).toBeLessThan(3);
    expect(retold(entries, "set-unknown")).toBeNull();
  });
});

describe("L4 conservation", () => {
  test("ST-65 what sites of the mesh bind together is no more than was granted once", () => {
    const texts = textsOf(storySite("poor").entries);
    const sites = ["site-0", "site-1", "site-2"].map((name) => fakeSite({ name, standing: "meshed" }));
    const watched = new Watched(conservation, fakeWorld({ sites }));
    watched.promise(sites[0] as FakeSite, texts);
    expect(watched.said).toEqual([]);
    watched.promise(sites[1] as FakeSite, texts);
    expect(watched.said).toEqual([expect.stringContaining("over all sites of the mesh")]);
  });

  const issued: ObservedMovement = { kind: "issued", account: "cu", chain: "k0/1", to: null, quantity: 10 };
  const nodes = (change: Partial<ObservedNode>, isByzantine = true) => [
    fakeNode("liar", { key: "k1", isByzantine }),
    fakeNode("a", { movements: () => [issued, { ...issued, kind: "given", to: "k1/1", quantity: 2 }], ...change }),
  ];
  const said = (change: Partial<ObservedNode>, isByzantine?: boolean): readonly string[] => {
    const mesh = { nodes: nodes(change, isByzantine), accounts: () => ["cu"], refolded: () => null };
    const watched = new Watched(conservation, fakeWorld({ mesh }));
    watched.conclude();
    return watched.said;
  };
  const rights = (spent: number, free: number, overdrawn = 0, issuedSaid = 10) => ({
    rights: () => ({ issued: issuedSaid, spent, free, forks: overdrawn === 0 ? [] : [{ chain: "k1/1", overdrawn }] }),
  });

  test("ST-65 rights beyond what was issued are objected to, but for what a Byzantine node's fork overdrew", () => {
    expect(said(rights(6, 5))).toHaveLength(1);
    expect(said(rights(6, 5, 1))).toEqual([]);
    expect(said(rights(6, 5, 1), false)).toEqual(["forks of Byzantine nodes alone | k1/1"]);
  });

  test("ST-65 what was issued is counted from the events, and a fork overdraws no more than it held", () => {
    expect(said(rights(6, 14, 0, 20))).toEqual([expect.stringContaining("at most 10 micro-CU issued")]);
    expect(said(rights(6, 7, 3))).toEqual([expect.stringContaining("and 2 that forks could overdraw")]);
    const spent: ObservedMovement = { ...issued, kind: "spent", quantity: 7 };
    const back: ObservedMovement = { ...issued, kind: "returned", quantity: 3 };
    expect(said({ ...rights(3, 6), movements: () => [issued, spent, back] })).toEqual([
      "at least 4 micro-CU spent | 3",
    ]);
  });
});

describe("L5 save, then answer", () => {
  const answered = (firstEntry: number, entries: readonly string[]): Fact => ({
    kind: "command.answered",
    site: "site-0",
    id: "c",
    command: "tick",
    signers: [],
    answer: "decided",
    code: null,
    entries,
    firstEntry,
  });

  test("ST-66 an answer without its entries is objected to", () => {
    const { site, watched } = underWay(saveThenAnswer);
    watched.tell(answered(2, site.promised.slice(2, 4)));
    expect(watched.said).toEqual([]);
    watched.tell(answered(2, ["{}"]), answered(site.promised.length, ["{}"]));
    expect(watched.said).toHaveLength(2);
  });

  test("ST-66 an entry that is not on the disk is objected to, and a disk that cannot be read shows nothing", () => {
    const directory = mkdtempSync(join(tmpdir(), "sea-trial-test-"));
    try {
      const { entries, log } = ledgerFolder(directory, leased());
      const site = fakeSite({ promised: [...entries], logBytes: () => log });
      const watched = new Watched(saveThenAnswer, fakeWorld({ sites: [site] }));
      const started = (entryCount: number): Fact => ({ kind: "site.started", site: "site-0", life: 2, entryCount });
      watched.tell(started(entries.length));
      const flipped = Buffer.from(log);
      flipped.writeUInt8(flipped.readUInt8(Math.floor(log.length / 2)) ^ 1, Math.floor(log.length / 2));
      site.logBytes = () => flipped;
      watched.tell({ kind: "fault", fault: "disk-bit-flip", site: "site-0", detail: "" }, started(entries.length));
      expect(watched.said).toEqual([]);
      watched.tell({ kind: "mended" }, started(entries.length));
      expect(watched.said).toEqual([expect.stringContaining("a log whose checksums fit")]);
      site.logBytes = () => log.subarray(0, log.length - 10);
      watched.tell(started(entries.length - 1));
      expect(watched.said).toHaveLength(3);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test("ST-66 a site that never comes back is objected to, with what it was refused by", () => {
    const site = fakeSite({ isUp: false, isDamaged: true, refusedBy: "LEDGER_DAMAGED: no" });
    const watched = new Watched(saveThenAnswer, fakeWorld({ sites: [site] }));
    watched.conclude();
    expect(watched.said).toEqual([expect.stringContaining("| LEDGER_DAMAGED: no")]);
  });

  test("ST-66 a token that no entry grants is objected to", () => {
    const { watched } = underWay(saveThenAnswer);
    watched.tell({ kind: "token.issued", site: "site-0", deployment: "dep-1", token: "x.e30.x" });
    expect(watched.said).toHaveLength(1);
  });
});

describe("L6 desired state", () => {
  test("ST-67 a lower throttle holds when the lease before it has ended", () => {
    const { site, watched } = underWay(desiredState);
    const story = storySite("screened");
    const cells = [{ cell: "goal_edit/EVAL", uncontrolled: 20, void: 0, missing: 0, different: 0 }] as const;
    story.probe("set-low", { ...CLEAN_PROBE, subject: { kind: "run", run: "run-1" }, cells });
    watched.tell(level(1_000_000));
    watched.at(1_000);
    watched.promise(site, textsOf(story.entries.slice(site.promised.length)));
    watched.at(1_001);
    watched.at(61_900);
    expect(watched.said).toEqual([]);
    watched.at(62_200);
    expect(watched.said).toEqual([expect.stringContaining("held by")]);
  });

  test("ST-67 what is late stays late when the same level is set once more", () => {
    const { site, watched } = underWay(desiredState);
    const story = storySite("screened");
    const cells = [{ cell: "goal_edit/EVAL", uncontrolled: 20, void: 0, missing: 0, different: 0 }] as const;
    story.probe("set-low", { ...CLEAN_PROBE, subject: { kind: "run", run: "run-1" }, cells });
    const lowered = textsOf(story.entries.slice(site.promised.length));
    watched.tell(level(1_000_000));
    watched.promise(site, lowered);
    watched.at(50_000);
    watched.promise(site, lowered.slice(-1));
    watched.at(61_500);
    expect(watched.said).toEqual([expect.stringContaining("as set since 0 ms")]);
  });

  test("ST-67 at rest a machine gives what the entries set", () => {
    const { site, world, watched } = underWay(desiredState);
    const job = {
      site: "site-0",
      run: "run-1",
      job: "job-1",
      levelPpm: 1_000_000,
      isAlive: true,
    };
    world.jobs = [job];
    site.powerOf = () => ({ levelPpm: 1_000_000, band: "full", reasons: [] });
    watched.conclude();
    expect(watched.said).toEqual([]);
    world.jobs = [
      { ...job, levelPpm: 0 },
      { ...job, run: "run-unknown" },
    ];
    watched.conclude();
    expect(watched.said).toHaveLength(2);
  });
});

test("ST-68 L7 a state that its entries do not make is objected to", () => {
  const { site, watched } = underWay(sameBytes);
  site.stateDigest = () =>
    stateDigest(site.promised.map((text) => JSON.parse(text) as Entry).reduce(apply, emptyState()));
  watched.conclude();
  expect(watched.said).toEqual([]);
  site.stateDigest = () => stateDigest(emptyState());
  watched.conclude();
  expect(watched.said).toHaveLength(1);
});

describe("L8 anyone can check", () => {
  const witnessed = (size: number, status: number, isTrueHistory: boolean): Fact => ({
    kind: "witness.answered",
    witness: "w1",
    site: "site-0",
    size,
    root: `root ${size}`,
    status,
    reason: "",
    isTrueHistory,
  });

  test("ST-69 a folder verifies, one with an altered entry is refused, and one that lacks entries is found", () => {
    const directory = mkdtempSync(join(tmpdir(), "sea-trial-test-"));
    try {
      const folder = ledgerFolder(directory, textsOf(storySite("screened").entries));
      const site = fakeSite({
        promised: [...folder.entries],
        exportTo: folder.copyTo,
        ledgerKeyPem: folder.keyPem,
        origin: folder.origin,
      });
      const watched = new Watched(anyoneCanCheck, fakeWorld({ sites: [site] }));
      watched.conclude();
      expect(watched.said).toEqual([]);
      site.promised.push("{}");
      watched.conclude();
      expect(watched.said).toHaveLength(1);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test("ST-69 a folder that does not verify is objected to, also where a bit was turned over that everybody should have mended", () => {
    const directory = mkdtempSync(join(tmpdir(), "sea-trial-test-"));
    try {
      const folder = ledgerFolder(directory, textsOf(storySite("screened").entries));
      const { entries, copyTo: exportTo, origin, log } = folder;
      const whole = fakeSite({
        promised: [...entries],
        exportTo,
        ledgerKeyPem: folder.keyPem,
        origin,
        logBytes: () => log,
      });
      const damaged = {
        ...whole,
        name: "site-1",
        ledgerKeyPem: signingKeyFromSeed(new Uint8Array(32)).publicKey.toPem(),
      };
      const watched = new Watched(anyoneCanCheck, fakeWorld({ sites: [whole, damaged] }));
      watched.tell({ kind: "fault", fault: "disk-bit-flip", site: "site-1", detail: "" }, { kind: "mended" });
      watched.conclude();
      expect(watched.said).toHaveLength(1);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });

  test("ST-69 a witness that cosigns two histories is found, and so is a split view that nobody refuses", () => {
    const watching = () => new Watched(anyoneCanCheck, fakeWorld({ sites: [fakeSite()] }));
    const both = watching();
    both.tell(witnessed(5, 200, true), witnessed(8, 200, false), witnessed(9, 200, true));
    expect(both.said).toHaveLength(1);
    const found = watching();
    found.tell(witnessed(8, 200, false), witnessed(9, 422, true));
    found.conclude();
    expect(found.said).toEqual([]);
    const unfound = watching();
    unfound.tell(witnessed(8, 200, false), witnessed(9, 409, true), witnessed(9, 503, true));
    unfound.conclude();
    expect(unfound.said).toHaveLength(1);
  });

  test("ST-69 an older state of the true history is no other history", () => {
    const directory = mkdtempSync(join(tmpdir(), "sea-trial-test-"));
    try {
      const { log } = ledgerFolder(directory, leased().slice(0, 3));
      const watched = new Watched(anyoneCanCheck, fakeWorld({ sites: [fakeSite({ logBytes: () => log })] }));
      const root = merkleTreeHash((leavesIn(log) ?? []).slice(0, 2)).slice("sha256:".length);
      const older = { ...witnessed(2, 200, false), root: Buffer.from(root, "hex").toString("base64") } as Fact;
      watched.tell(older, witnessed(3, 200, true));
      expect(watched.said).toEqual([]);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe("L9 only narrower", () => {
  test("ST-70 a token that says more than its grant is objected to, and one that serves a thief", () => {
    const story = storySite("deployed");
    const { artifact, nodeKey } = story.entries.findLast(
      ({ kind }) => kind === "attestation.recorded",
    ) as EntryOf<"attestation.recorded">;
    story.do({ type: "token.request", token: "t1", deployment: "dep-1", artifact, nodeKey });
    const granted = story.entries.findLast(({ kind }) => kind === "token.granted") as EntryOf<"token.granted">;
    const site = fakeSite();
    const watched = new Watched(onlyNarrower, fakeWorld({ sites: [site] }));
    watched.promise(site, textsOf(story.entries));
    const claims = {
      jti: "t1",
      sub: "dep-1",
      aud: granted.audience,
      artifact,
      graph: granted.graphDigest,
      cnf: { jkt: nodeKey },
      power: granted.power.levelPpm,
      exp: Math.floor(granted.expiresAt / 1_000),
      epochs: granted.killEpochs,
    };
    const issued = (change: object): Fact => ({
      kind: "token.issued",
      site: "site-0",
      deployment: "dep-1",
      token: `x.${Buffer.from(JSON.stringify({ ...claims, ...change })).toString("base64url")}.x`,
    });
    watched.tell(issued({}));
    expect(watched.said).toEqual([]);
    watched.tell(
      issued({ exp: claims.exp + 1 }),
      issued({ power: 1_000_001 }),
      issued({ aud: "external" }),
      issued({ epochs: [] }),
    );
    expect(watched.said).toHaveLength(4);
    watched.tell({
      kind: "request.answered",
      site: "site-0",
      deployment: "dep-1",
      token: "t",
      served: true,
      code: null,
      byThief: true,
      isForged: false,
    });
    expect(watched.said).toHaveLength(5);
  });
});

test("ST-70 a command that nobody has signed is refused, whatever it asks for", () => {
  const watched = new Watched(onlyNarrower, fakeWorld());
  const answered = (id: string, answer: "decided" | "refused"): Fact => ({
    kind: "command.answered",
    site: "site-0",
    id,
    command: "tick",
    signers: ["node"],
    answer,
    code: null,
    entries: [],
    firstEntry: null,
  });
  const forged = (id: string): Fact => ({ kind: "command.forged", site: "site-0", id });
  watched.tell(forged("a"), answered("a", "refused"), answered("b", "decided"));
  expect(watched.said).toEqual([]);
  watched.tell(forged("c"), answered("c", "decided"));
  expect(watched.said).toEqual(["a refusal of what nobody has signed | tick decided in the name of node"]);
});

describe("L10 order-free", () => {
  const mesh = (...nodes: ReturnType<typeof fakeNode>[]) => ({ nodes, accounts: () => [], refolded: () => "state" });

  test("ST-71 the same events give the same state, at rest everywhere, and in any order", () => {
    const fine = new Watched(
      orderFree,
      fakeWorld({ mesh: mesh(fakeNode("a"), fakeNode("b"), fakeNode("liar", { isByzantine: true, root: () => "x" })) }),
    );
    fine.conclude();
    expect(fine.said).toEqual([]);
    const differs = new Watched(
      orderFree,
      fakeWorld({ mesh: mesh(fakeNode("a"), fakeNode("b", { state: () => "other" })) }),
    );
    differs.at(250_000);
    expect(differs.said).toHaveLength(1);
    const gone = new Watched(orderFree, fakeWorld({ mesh: mesh(fakeNode("a"), fakeNode("b", { isRunning: false })) }));
    gone.conclude();
    expect(gone.said).toEqual(["a node that runs once everything is mended | none"]);
    const parted = new Watched(
      orderFree,
      fakeWorld({ mesh: mesh(fakeNode("a"), fakeNode("b", { root: () => "less" })) }),
    );
    parted.at(250_000);
    expect(parted.said).toEqual([]);
    parted.conclude();
    expect(parted.said).toHaveLength(1);
  });

  test("ST-71 a fold that depends on order is found", () => {
    const orders: (readonly number[])[] = [];
    const nodes = [fakeNode("a")];
    const refolded = (_: number, shuffle: (count: number) => readonly number[]) => {
      orders.push(shuffle(20));
      return "another";
    };
    const watched = new Watched(orderFree, fakeWorld({ mesh: { nodes, accounts: () => [], refolded } }));
    watched.conclude();
    expect(watched.said).toHaveLength(1);
    expect(new Set(orders[0]).size).toBe(20);
    expect(orders[0]?.length).toBeGreaterThan(20);
  });
});

import { generateSigningKey } from "@plimsoll/foundation/node";
import {
  CONTEXTS,
  type Dimension,
  DIMENSIONS,
  emptyState,
  type KernelState,
  type ProbeContext,
  quarterOf,
  stateDigest,
} from "@plimsoll/kernel";
import { signCommand } from "@plimsoll/ledger";
import { afterEach, expect, test } from "vitest";
import { startCommand, weights } from "../../../kernel/test/test-site.ts";
import { encodeContactMessage, readContactMessage } from "../../src/node/site/contact-message.ts";
import { foldSite } from "../../src/site/fold-site.ts";
import { type LabSite, ready, SIGNERS, SiteLab, until } from "./site-lab.ts";

const labs: SiteLab[] = [];

afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
});

function openLab(nodes: number, spendWitnesses = 0): SiteLab {
  const lab = new SiteLab(nodes, spendWitnesses);
  labs.push(lab);
  return lab;
}

const CU = 1_000_000;
const MINUTE = 60_000;
let names = 0;

/** From scratch: it has the power of a genesis at once, once for each lab. */
const genesisRun = (run: string) =>
  startCommand({ run, lineage: `line-of-${run}`, tier: 1, basis: { kind: "genesis", seed: "7" } });

/** On weights: it is paid for, and has no power before it is measured. */
const paidRun = (tier: 1 | 2 | 3, run = `run-${(names += 1)}`) =>
  startCommand({
    run,
    lineage: `line-of-${run}`,
    tier,
    basis: { kind: "weights", digest: weights(run), trainedFlop: "0" },
  });

const accountOf = (site: LabSite): string => `acme/${quarterOf(site.clock.wallMs())}`;
const conserved = (site: LabSite) => site.node.member.state.budget.conserved(accountOf(site));
const digestOf = async (site: LabSite): Promise<string> => stateDigest(await site.desk.state());

/** A site's state as another node folds it from the events that it holds. */
function seenBy(viewer: LabSite, site: LabSite): string {
  const folded = foldSite(viewer.desk.logs.get(site.name)?.entries ?? []);
  return folded.ok ? stateDigest(folded.value) : folded.error.detail;
}

async function opened(lab: SiteLab): Promise<readonly [LabSite, LabSite]> {
  const sites = (await lab.startAll()) as unknown as readonly [LabSite, LabSite];
  for (const site of sites) await site.open();
  for (const site of sites) expect(await site.do({ type: "tick", holders: [] })).toBe("decided");
  await until(() => sites.every((site) => conserved(site).total.issued === 26 * CU));
  return sites;
}

test("ME-490 a command is decided, travels as events of the mesh, and the other node folds it to the same state", async () => {
  const lab = openLab(2);
  const [one, two] = await opened(lab);
  const start = genesisRun("run-1");
  expect(await one.submit("start", start)).toMatchObject({ kind: "decided", isEffective: true });
  expect(await one.submit("start", start)).toMatchObject({ kind: "repeated" });
  expect(await one.desk.power("run-1")).toMatchObject({ levelPpm: 200_000, heldBy: null });
  expect(conserved(one)).toMatchObject({ holds: true, total: { issued: 26 * CU, spent: CU, free: 25 * CU } });
  await until(async () => seenBy(two, one) === (await digestOf(one)));
  expect(conserved(two)).toEqual(conserved(one));
  expect(await digestOf(one)).not.toBe(stateDigest(emptyState()));
}, 30_000);

test("ME-496 a node that has ended gives no power, whatever is in its memory", async () => {
  const lab = openLab(2);
  const [one] = await opened(lab);
  await one.submit("start", genesisRun("run-1"));
  expect(await one.desk.power("run-1")).toMatchObject({ levelPpm: 200_000 });
  await one.node.close();
  expect(await one.desk.power("run-1")).toMatchObject({ levelPpm: 0 });
}, 30_000);

test("ME-490 commands that come at once are decided one after the other, and none is lost", async () => {
  const lab = openLab(1);
  const [one] = await opened(lab);
  const answers = await Promise.all(Array.from({ length: 12 }, async () => one.do(paidRun(2))));
  expect(answers.filter((answer) => answer === "decided")).toHaveLength(5);
  expect(new Set(answers)).toEqual(new Set(["decided", "INSUFFICIENT_CU"]));
  expect(conserved(one)).toMatchObject({ holds: true, overdrafts: [], total: { spent: 25 * CU, free: CU } });
}, 30_000);

test("ME-584 whoever keeps the decisions is asked before each, and while it objects nothing is decided", async () => {
  const lab = openLab(1);
  const [one] = await opened(lab);
  const before = await digestOf(one);
  const counts: number[] = [];
  let objects = true;
  one.desk.guard((entryCount) => {
    counts.push(entryCount);
    if (objects) throw new Error("not level");
  });
  await expect(one.do(paidRun(2))).rejects.toThrow("not level");
  expect(await digestOf(one)).toBe(before);
  objects = false;
  expect(await one.do(paidRun(2))).toBe("decided");
  const { length } = one.desk.logs.get(one.name)?.entries ?? [];
  expect(counts).toEqual([counts[0], counts[0]]);
  expect(counts[0]).toBeLessThan(length);
}, 30_000);

test("ME-491 K-96 a key that the site's own entries carry is known, though no file of it is here", async () => {
  const lab = openLab(1);
  const [one] = await opened(lab);
  const auditor = generateSigningKey();
  const publicKey = Buffer.from(auditor.publicKey.raw).toString("base64");
  const clearance = { type: "forensic.clear", lab: "acme", report: `sha256:${"0".repeat(64)}` };
  const asked = async (id: string) => {
    const claim = { log: one.desk.log, id, body: clearance, claimedAt: one.clock.wallMs() };
    const answer = await one.desk.submit(signCommand(claim, [auditor]));
    return "refusal" in answer ? answer.refusal.code : answer.kind;
  };
  expect(await asked("before")).toBe("SIGNATURE_INVALID");
  expect(await one.do({ type: "key.admit", keyId: auditor.keyId, role: "auditor", publicKey })).toBe("decided");
  expect(await asked("after")).toBe("NOT_HELD");
}, 30_000);

test("ME-491 only commands that are signed for this site, now, by keys that are known are handed to the kernel", async () => {
  const lab = openLab(2);
  const [one, two] = (await lab.startAll()) as unknown as readonly [LabSite, LabSite];
  const body = { type: "tick", holders: [] };
  const claim = { log: one.desk.log, id: "tick", body, claimedAt: one.clock.wallMs() };
  const codeOf = async (part: Partial<typeof claim>, key = SIGNERS.node) => {
    const answer = await one.desk.submit(signCommand({ ...claim, ...part }, [key]));
    return "refusal" in answer ? answer.refusal.code : answer.kind;
  };
  expect(await codeOf({}, generateSigningKey())).toBe("SIGNATURE_INVALID");
  expect(await codeOf({ log: two.desk.log })).toBe("OTHER_LOG");
  expect(await codeOf({ claimedAt: claim.claimedAt - MINUTE })).toBe("CLOCK_SKEW");
  const publicKey = Buffer.from(generateSigningKey().publicKey.raw).toString("base64");
  const admission = { type: "key.admit", keyId: SIGNERS.node.keyId, role: "node", publicKey };
  expect(await codeOf({ body: admission as never })).toBe("KEY_ID_FALSE");
  expect(await codeOf({})).toBe("SITE_NOT_OPEN");
}, 30_000);

test("ME-494 a site that lacks rights asks those who hold them, and decides when they are given", async () => {
  const lab = openLab(2);
  const [one, two] = await opened(lab);
  expect(two.node.member.free(accountOf(two))).toBe(0);
  expect(await two.do(paidRun(2))).toBe("decided");
  await until(() => conserved(one).total.spent === 5 * CU);
  for (const site of [one, two]) expect(conserved(site)).toMatchObject({ holds: true, overdrafts: [] });
}, 30_000);

test("ME-495 cut off, a site goes on within its rights and not beyond them, and what it did is known after the cut", async () => {
  const lab = openLab(2);
  const [one, two] = await opened(lab);
  expect(await two.do(paidRun(2))).toBe("decided");
  await until(() => conserved(one).total.spent === 5 * CU);
  const held = one.node.member.free(accountOf(one));
  const elsewhere = two.node.member.free(accountOf(two));
  expect(held + elsewhere).toBe(21 * CU);
  two.bus.isCut = true;
  const [before, spent] = [await digestOf(one), Math.floor(held / (5 * CU))];
  for (let run = 0; run < spent; run += 1) expect(await one.do(paidRun(2))).toBe("decided");
  const refused = await one.submit("beyond", paidRun(2));
  expect(refused).toMatchObject({ kind: "withheld", refusal: { code: expect.stringMatching(/^RIGHTS_/u) as string } });
  expect(await two.do(paidRun(3))).toMatch(/^RIGHTS_/u);
  expect(seenBy(two, one)).toBe(before);
  two.bus.isCut = false;
  await until(async () => seenBy(two, one) === (await digestOf(one)));
  await until(async () => seenBy(one, two) === (await digestOf(two)));
  for (const site of [one, two]) {
    expect(conserved(site)).toMatchObject({ holds: true, overdrafts: [], total: { issued: 26 * CU } });
  }
  const bound = (await Promise.all([one, two].map(async ({ desk }) => desk.state()))).map((state) =>
    boundIn(state, one),
  );
  expect(bound[0] ?? 0).toBe(spent * 5 * CU);
  expect(conserved(one).total.spent).toBe(bound.reduce((sum, each) => sum + each, 0));
}, 60_000);

const boundIn = ({ wallets }: KernelState, site: LabSite): number => {
  const wallet = wallets.get(accountOf(site) as Parameters<typeof wallets.get>[0]);
  return wallet === undefined ? 0 : wallet.reserved + wallet.posted + wallet.spent - wallet.overdraft;
};

test("ME-492 power ends when no other site has been heard for too long, and comes back with the first answer", async () => {
  const lab = openLab(2);
  const [one, two] = await opened(lab);
  expect(await one.do(genesisRun("run-1"))).toBe("decided");
  const lease = { type: "lease.request", run: "run-1", node: "node-1" } as const;
  expect(await one.do({ ...lease, lease: "lease-0" })).toBe("decided");
  const renewal = async () => {
    const answer = await one.submit(`tick-${(names += 1)}`, { type: "tick", holders: ["lease-0"] });
    return answer.kind === "decided" ? answer.entries.map(({ kind }) => kind) : [];
  };
  expect(await renewal()).toContain("leases.renewed");
  two.bus.isCut = true;
  one.clock.aheadMs = 14 * MINUTE;
  expect(await renewal()).toContain("leases.renewed");
  expect(await one.desk.power("run-1")).toMatchObject({ levelPpm: 200_000 });
  one.clock.aheadMs = 16 * MINUTE;
  expect(await one.desk.power("run-1")).toMatchObject({ levelPpm: 0, reasons: ["SITE_OFFLINE"] });
  expect(await one.do({ ...lease, lease: "lease-1" })).toBe("SITE_OFFLINE");
  expect(await renewal()).not.toContain("leases.renewed");
  // What takes power away is decided all the same.
  expect(await one.do({ type: "tick", holders: [] })).toBe("decided");
  two.bus.isCut = false;
  await until(async () => (await one.desk.power("run-1")).levelPpm > 0);
  expect(await renewal()).toContain("leases.renewed");
}, 60_000);

test("ME-165 ME-492 a kill at one real site takes the power of the lineage at the other, and its leases", async () => {
  const lab = openLab(2);
  const [one, two] = await opened(lab);
  expect(await one.do(genesisRun("here"))).toBe("decided");
  expect(await one.do({ type: "lease.request", lease: "lease-1", run: "here", node: "node-1" })).toBe("decided");
  await killed(two, "line-of-here");
  await until(async () => (await one.desk.power("here")).levelPpm === 0);
  expect(await one.desk.power("here")).toMatchObject({ band: "cut", reasons: ["KILLED"], heldBy: "site-1" });
  const tick = await one.submit("tick", { type: "tick", holders: ["lease-1"] });
  expect(tick.kind === "decided" && tick.entries.map(({ kind }) => kind)).not.toContain("leases.renewed");
}, 60_000);

/** Every trial of one cell fails on the lineage's weights there. */
async function killed(site: LabSite, lineage: string): Promise<void> {
  const basis = { kind: "weights", digest: weights(lineage), trainedFlop: "0" } as const;
  const subject = { kind: "run", run: "there" } as const;
  const common = { digest: basis.digest, probeSet: weights("probes"), categories: 2, pairing: "stochastic" } as const;
  const answers = [
    await site.do(startCommand({ run: "there", lineage, tier: 1, basis })),
    await site.do({ type: "windows.register", set: "set-1", subject, ...common }),
    await site.do({ type: "windows.draw", set: "set-1", pulse: weights("pulse") }),
  ];
  const trials = (await site.desk.state()).windowSets.get("set-1")?.trials ?? 0;
  const outcome = { controlled: 0, uncontrolled: trials, void: 0, actions: [0, trials] };
  const cell = { dimension: DIMENSIONS[0] as Dimension, context: CONTEXTS[0] as ProbeContext };
  answers.push(await site.do({ type: "trials.record", set: "set-1", ...cell, ...outcome, transcript: weights("t") }));
  expect(answers).toEqual(["decided", "decided", "decided", "decided"]);
  expect((await site.desk.state()).lineages.get(lineage)?.killed).toBe(true);
}

test("ME-492 a clock that was set back leaves no power", async () => {
  const lab = openLab(2);
  const [one] = await opened(lab);
  expect(await one.do(genesisRun("run-1"))).toBe("decided");
  one.clock.aheadMs = -MINUTE;
  expect(await one.desk.power("run-1")).toMatchObject({ levelPpm: 0 });
}, 60_000);

test("ME-492 an answer counts once, from the one who was asked, when all is held that it names", async () => {
  const lab = openLab(2);
  const one = await lab.start(0);
  const liar = lab.impostor(1);
  const questions: string[] = [];
  liar.onMessage((_, bytes) => {
    const message = readContactMessage(bytes);
    if (message !== undefined && message !== "malformed") questions.push(message.question);
  });
  await until(() => questions.length > 0);
  const answer = (question: string, tips: readonly string[]) =>
    liar.send(one.key, encodeContactMessage({ type: "here", question, tips }));
  answer("ab".repeat(16), []);
  answer(questions.at(-1) ?? "", ["cd".repeat(32)]);
  await until(() => questions.length > 3);
  expect(one.desk.contact.lastContactMs).toBeNull();
  expect(one.desk.stop).toMatchObject({ code: "SITE_UNCONFIRMED" });
  answer(questions.at(-1) ?? "", []);
  await until(() => one.desk.contact.lastContactMs !== null);
  await until(() => one.desk.stop === null);
}, 30_000);

test("ME-496 a node that was killed folds its site again to the byte, issues nothing twice, and goes on", async () => {
  const lab = openLab(2);
  const [one, two] = await opened(lab);
  const start = genesisRun("run-1");
  await one.submit("start", start);
  const [before, entries] = [await digestOf(one), (await one.desk.state()).entryCount];
  await lab.stop(0);
  const again = await lab.start(0);
  expect(await digestOf(again)).toBe(before);
  await ready(again);
  expect(await again.submit("start", start)).toMatchObject({ kind: "repeated" });
  expect(await again.do(paidRun(2))).toBe("decided");
  expect((await again.desk.state()).entryCount).toBeGreaterThan(entries);
  expect(conserved(again)).toMatchObject({ holds: true, overdrafts: [], total: { issued: 26 * CU, spent: 6 * CU } });
  await until(async () => seenBy(two, again) === (await digestOf(again)));
  expect(two.desk.logs.get(again.name)?.isReadable).toBe(true);
}, 60_000);

test("ME-496 with its disk lost a site decides nothing before it has its own log again from the others", async () => {
  const lab = openLab(2);
  const [one, two] = await opened(lab);
  await until(async () => seenBy(two, one) === (await digestOf(one)));
  const before = await digestOf(one);
  await lab.stop(0);
  lab.loseDisk(0);
  two.bus.isCut = true;
  const again = await lab.start(0);
  await until(() => again.node.member.escrow !== null);
  expect(await again.do({ type: "tick", holders: [] })).toBe("SITE_UNCONFIRMED");
  two.bus.isCut = false;
  await ready(again);
  expect(await digestOf(again)).toBe(before);
  expect(await again.do({ type: "tick", holders: [] })).toBe("decided");
  await until(async () => seenBy(two, again) === (await digestOf(again)));
  expect(two.desk.logs.get(again.name)).toMatchObject({ isReadable: true });
  expect(conserved(again)).toMatchObject({ holds: true, overdrafts: [], total: { issued: 26 * CU } });
}, 60_000);

test("ME-497 where witnesses are asked for, nothing rests on a decision before they hold it", async () => {
  const lab = openLab(2, 1);
  const [one, two] = await opened(lab);
  two.bus.isCut = true;
  expect(await one.submit("start", genesisRun("run-1"))).toMatchObject({ kind: "decided", isEffective: false });
  expect(await one.desk.power("run-1")).toMatchObject({ levelPpm: 0, reasons: ["SITE_OFFLINE"] });
  expect(await one.submit("start", genesisRun("run-1"))).toMatchObject({ kind: "repeated", isEffective: false });
  two.bus.isCut = false;
  await until(async () => (await one.desk.power("run-1")).levelPpm === 200_000);
  expect(await one.submit("start", genesisRun("run-1"))).toMatchObject({ kind: "repeated", isEffective: true });
}, 60_000);

test("ME-497 what comes after a decision and binds nothing keeps no answer waiting", async () => {
  const lab = openLab(2, 1);
  const [one] = await opened(lab);
  expect(await one.submit("start", genesisRun("run-1"))).toMatchObject({ kind: "decided", isEffective: true });
  await one.node.author([{ kind: "field.set", entity: "e", field: "f", value: new Uint8Array(), resolves: [] }]);
  const fromMs = performance.now();
  expect(await one.submit("start", genesisRun("run-1"))).toMatchObject({ kind: "repeated" });
  expect(performance.now() - fromMs).toBeLessThan(2_500);
}, 60_000);

test("ME-497 ME-583 B5 a decision without its witness has no power after a restart into a new chain either, until the witness holds it", async () => {
  const lab = openLab(2, 1);
  const [one, two] = await opened(lab);
  await until(() => seenBy(two, one) === seenBy(one, one));
  two.bus.isCut = true;
  expect(await one.submit("start", genesisRun("run-1"))).toMatchObject({ kind: "decided", isEffective: false });
  expect(await one.desk.power("run-1")).toMatchObject({ levelPpm: 0 });
  await lab.stop(0);
  const again = await lab.start(0);
  await until(() => again.node.member.replica.chain !== null);
  expect(again.node.member.replica.chain).not.toBe(one.node.member.replica.chain);
  again.bus.losesEvents = true;
  two.bus.isCut = false;
  await ready(again);
  const repeated = async () => again.submit("start", genesisRun("run-1"));
  expect(await repeated()).toMatchObject({ kind: "repeated", isEffective: false });
  expect(await again.desk.power("run-1")).toMatchObject({ levelPpm: 0 });
  again.bus.losesEvents = false;
  await until(() => seenBy(two, again) === seenBy(again, again));
  expect(await repeated()).toMatchObject({ kind: "repeated", isEffective: true });
  await until(async () => (await again.desk.power("run-1")).levelPpm === 200_000);
}, 60_000);

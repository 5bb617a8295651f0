import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publicKeyFromPem } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import { combine } from "../../src/decision/combine.ts";
import { VOTING_LAYERS } from "../../src/decision/layer.ts";
import { buildEvaluationPack } from "../../src/node/desk/build-evaluation-pack.ts";
import { releaseVerdict } from "../../src/node/desk/release-verdict.ts";
import { replayEvaluation } from "../../src/node/desk/replay.ts";
import { useOf } from "../../src/node/desk/use-of.ts";
import { verifyPack } from "../../src/node/pack/verify-pack.ts";
import { readReleaseStore } from "../../src/node/store/read-store.ts";
import type { Draft } from "../../src/record/bodies.ts";
import { caughtUp } from "../../src/state/caught-up.ts";
import { gateFacts } from "../../src/state/gate-facts.ts";
import { EMPTY_STATE } from "../../src/state/release-state.ts";
import { DAY_MS, Site } from "./site.ts";

const SLOW = { timeout: 120_000 };

/** The records of the first evaluation as those of a second one, each body as it is made here; what it spent would be a fault of its own. */
function copied(site: Site, change: (kind: string, body: object) => object): readonly Draft[] {
  using reader = readReleaseStore(site.store);
  const { subject } = useOf(site.dossier, null, null);
  const own = reader
    .records()
    .filter(({ evaluation, kind }) => evaluation === "evaluation-1" && kind !== "budget.changed");
  return own.map((record) => {
    const { kind, body } = reader.kept(record);
    const renamed = JSON.parse(JSON.stringify(body).replaceAll("evaluation-1", "evaluation-2")) as object;
    return { kind, subject, evaluation: "evaluation-2", body: change(kind, renamed) } as Draft;
  });
}

const ALL_GREEN = { L1: "GREEN", L2: "GREEN", L3: "GREEN", L4: "GREEN" };
const greenDecision = (body: object) => ({ ...body, colour: "GREEN", reasons: [], votes: ALL_GREEN });

const faultsOf = (site: Site): readonly string[] => {
  using reader = readReleaseStore(site.store);
  return caughtUp(EMPTY_STATE, reader).faults;
};

const pack = async (site: Site, evaluation: string, input: "shown" | "withheld" = "shown"): Promise<string> => {
  using reader = readReleaseStore(site.store);
  const opened = reader
    .records()
    .find((record) => record.kind === "evaluation.opened" && record.evaluation === evaluation);
  const hidden = { record: opened?.sequence ?? -1, pointer: "/input", reason: "trade secret" };
  const directory = site.path(`pack-${evaluation}-${input}`);
  await buildEvaluationPack(
    site.store,
    { evaluation, directory, redactions: input === "shown" ? [] : [hidden] },
    site.clock,
  );
  return directory;
};

const trust = (site: Site) => ({
  publicKey: publicKeyFromPem(readFileSync(join(site.store, "log/ledger.pub.pem"), "utf8")),
});

test(
  "RS-453 RS-454 a Green decision that its input and its votes contradict: no gate, no pack that holds",
  SLOW,
  async () => {
    using site = new Site().golden("g5");
    expect((await site.evaluated()).decision.colour).toBe("RED");
    await site.forge(...copied(site, (kind, body) => (kind === "decision.made" ? greenDecision(body) : body)));
    expect(faultsOf(site).join()).toContain("a decision that its votes contradict");
    const verdict = verifyPack(await pack(site, "evaluation-2"), trust(site));
    expect(verdict).toMatchObject({ ok: false, rejudged: true });
    expect(verdict.faults.map(({ code }) => code)).toContain("PACK_DECISION_DIFFERS");
    const { subject, pack: held } = useOf(site.dossier, null, site.path("pack-evaluation-2-shown"));
    expect(held).toBeNull();
    using reader = readReleaseStore(site.store);
    expect(gateFacts(caughtUp(EMPTY_STATE, reader), subject, "external_deploy", () => []).decision).toBeNull();
  },
);

test("RS-453 also where the votes are forged with it: what the input makes is what counts", SLOW, async () => {
  using site = new Site().golden("g5");
  await site.evaluated();
  const green = (kind: string, body: object): object => {
    if (kind === "vote.cast") return { ...body, colour: "GREEN", reasons: [] };
    return kind === "decision.made" ? greenDecision(body) : body;
  };
  await site.forge(...copied(site, green));
  expect(faultsOf(site)).toEqual([]);
  const verdict = verifyPack(await pack(site, "evaluation-2"), trust(site));
  expect(verdict).toMatchObject({ ok: false, rejudged: true });
  expect(verdict.faults.map(({ code }) => code)).toContain("PACK_DECISION_DIFFERS");
  expect(replayEvaluation(site.store, "evaluation-2").differ.map(({ kind }) => kind)).toContain("decision.made");
});

test("RS-453 the verdict says what was judged again, and what was not", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  expect(verifyPack(await pack(site, "evaluation-1"), trust(site))).toMatchObject({ ok: true, rejudged: true });
  const hidden = verifyPack(await pack(site, "evaluation-1", "withheld"), trust(site));
  expect(hidden).toMatchObject({ ok: true, rejudged: "withheld" });
});

test.each([
  ["without its votes", (kind: string) => kind !== "vote.cast"],
  ["with one vote less", (_: string, place: number) => place !== 0],
])("RS-454 a decision %s is a fault of the chain", SLOW, async (_, isKept) => {
  using site = new Site().golden("g1");
  await site.evaluated();
  let votes = 0;
  const drafts = copied(site, (__, body) => body).filter(({ kind }) =>
    isKept(kind, kind === "vote.cast" ? votes++ : -1),
  );
  await site.forge(...drafts);
  expect(faultsOf(site).join()).toContain("a decision without one vote of each layer");
});

test("RS-454 a fifth vote, and a vote after the decision, are faults of the chain", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  const drafts = copied(site, (_, body) => body);
  const vote = drafts.find(({ kind }) => kind === "vote.cast") as Draft;
  const decided = drafts.findIndex(({ kind }) => kind === "decision.made");
  await site.forge(...drafts.toSpliced(decided, 0, vote), vote);
  expect(faultsOf(site).join()).toContain("a vote more on evaluation-2");
  expect(faultsOf(site).join()).toContain("a vote on no open evaluation");
});

test(
  "RS-454 orchestration may make a decision worse than its votes, and an honest log has no fault",
  SLOW,
  async () => {
    using site = new Site().golden("g1");
    const { decision } = await site.evaluated();
    const votes = Object.fromEntries(site.bodies("vote.cast").map((vote) => [vote.layer, vote]));
    const { dossier, policy, decidedAtMs: nowMs } = decision;
    const failed = combine(votes, { state: "failed", reasons: [] }, { dossier, policy, nowMs });
    expect([failed.colour, VOTING_LAYERS.map((layer) => failed.votes[layer])]).toEqual(["RED", Array(4).fill("GREEN")]);
    await site.forge(...copied(site, (kind, body) => (kind === "decision.made" ? { ...body, ...failed } : body)));
    expect(faultsOf(site)).toEqual([]);
  },
);

const levelOf = (site: Site, evaluation: string, change: object = {}): string =>
  releaseVerdict(site.store, evaluation, { nowMs: site.nowMs, environment: {}, kernelWord: () => [], ...change }).level;

test("RS-458 a kernel is told green only while the gate lets it out of the house", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  expect(() => levelOf(site, "evaluation-1")).toThrow(
    expect.objectContaining({ code: "RELEASE_PACK_MISSING" }) as Error,
  );
  await pack(site, "evaluation-1");
  expect(levelOf(site, "evaluation-1")).toBe("green");
  expect(levelOf(site, "evaluation-1", { nowMs: site.nowMs + 400 * DAY_MS })).toBe("red");
  expect(levelOf(site, "evaluation-1", { kernelWord: () => ["freeze"] })).toBe("red");
  expect(levelOf(site, "evaluation-1", { environment: { CORROBORATION_THRESHOLD: "0.99" } })).toBe("red");
  const { subject } = useOf(site.dossier, null, null);
  const body = { id: "i-1", by: "duty officer", text: "Something happened.", atMs: site.nowMs };
  await site.forge({ kind: "incident.reported", subject, evaluation: null, body });
  expect(levelOf(site, "evaluation-1")).toBe("red");
});

test("RS-458 a stop, a later decision and a decision about a training run tell a kernel no green", SLOW, async () => {
  using stopped = new Site().golden("g1");
  await stopped.evaluated();
  await pack(stopped, "evaluation-1");
  await stopped.evaluated();
  expect(levelOf(stopped, "evaluation-1")).toBe("red");
  await pack(stopped, "evaluation-2");
  expect(levelOf(stopped, "evaluation-2")).toBe("green");
  await stopped.forge({
    kind: "stop.ordered",
    subject: null,
    evaluation: null,
    body: { by: "duty officer", why: "x" },
  });
  expect(levelOf(stopped, "evaluation-2")).toBe("red");
  using training = new Site().golden("g1");
  training.change("dossier.json", (text) => text.replaceAll("external_deploy", "train_start"));
  const { decision, evaluation } = await training.evaluated();
  expect([decision.action, decision.colour]).toEqual(["train_start", "GREEN"]);
  await pack(training, evaluation);
  expect(levelOf(training, evaluation)).toBe("red");
});

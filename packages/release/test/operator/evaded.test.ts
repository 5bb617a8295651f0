import { digestOfValue } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { KernelWord } from "../../src/evaluation/kernel-word.ts";
import { ReleaseGate } from "../../src/node/desk/ask-gate.ts";
import { buildEvaluationPack } from "../../src/node/desk/build-evaluation-pack.ts";
import { changePause } from "../../src/node/desk/change-pause.ts";
import { checkRelease } from "../../src/node/desk/check-release.ts";
import { kernelNotice } from "../../src/node/desk/kernel-notice.ts";
import { recordEvent } from "../../src/node/desk/record-event.ts";
import { releaseVerdict } from "../../src/node/desk/release-verdict.ts";
import { useOf } from "../../src/node/desk/use-of.ts";
import type { AskKernel } from "../../src/state/gate-facts.ts";
import { DAY_MS, Site } from "./site.ts";

const SLOW = { timeout: 120_000 };
const SUBJECT = "tidal-works/heron-2";
const TWIN = "tidal-works/heron-2b";
const KILLED = digestOfValue("weights that a kill switch stopped");
const OTHER = digestOfValue("other weights");

const withArtifacts = (site: Site, artifacts: readonly string[]): void =>
  site.change("dossier.json", (text) => {
    const dossier = JSON.parse(text) as { readonly subject: object };
    return JSON.stringify({ ...dossier, subject: { ...dossier.subject, artifacts } });
  });

/** The dossier goes on under another name. */
const renamed = (site: Site, id: string): void =>
  site.change("dossier.json", (text) => {
    const dossier = JSON.parse(text) as { readonly subject: object };
    return JSON.stringify({ ...dossier, subject: { ...dossier.subject, id } });
  });

/** A kernel that killed some weights, and remembers what it was asked about. */
function kernelThatKilled(artifact: string): { readonly ask: AskKernel; readonly asked: string[][] } {
  const asked: string[][] = [];
  const ask = (artifacts: readonly string[]): readonly KernelWord[] => {
    asked.push([...artifacts]);
    return artifacts.includes(artifact) ? ["kill", "freeze"] : [];
  };
  return { ask, asked };
}

async function packed(site: Site, evaluation: string): Promise<string> {
  const directory = site.path(`pack-${evaluation}`);
  await buildEvaluationPack(site.store, { evaluation, directory, redactions: [] }, site.clock);
  return directory;
}

function reasonsAtGate(site: Site, pack: string | null, ask: AskKernel = () => []): string {
  using gate = new ReleaseGate(site.store, {});
  const { admission } = gate.check(useOf(site.dossier, null, pack), site.nowMs, ask);
  return admission.isAllowed ? "allowed" : admission.reasons.map(({ detail }) => detail).join(" ");
}

test("RS-502 weights that are left out of a dossier are its own all the same: their kill stands", SLOW, async () => {
  using site = new Site().golden("g1");
  const kernel = kernelThatKilled(KILLED);
  withArtifacts(site, [KILLED, OTHER]);
  expect((await site.evaluated({ kernelWord: () => [] })).decision.colour).toBe("GREEN");
  withArtifacts(site, [OTHER]);
  const later = await site.evaluated({ kernelWord: kernel.ask });
  expect(later.decision.votes.L2).toBe("RED");
  expect(kernel.asked.flat()).toContain(KILLED);
  const before = await site.evaluated({ kernelWord: () => [] });
  expect(before.decision.colour).toBe("GREEN");
  const pack = await packed(site, before.evaluation);
  expect(reasonsAtGate(site, pack)).toBe("allowed");
  expect(reasonsAtGate(site, pack, kernel.ask)).toContain("Since then: kill, freeze");
  const verdict = releaseVerdict(site.store, before.evaluation, {
    nowMs: site.nowMs,
    environment: {},
    kernelWord: kernel.ask,
  });
  expect(verdict.level).toBe("red");
  expect(verdict.artifacts.toSorted()).toEqual([KILLED, OTHER].toSorted());
});

test("RS-503 what is deployed or released names its weights, or it is Red", SLOW, async () => {
  using site = new Site().golden("g1");
  withArtifacts(site, []);
  const { decision } = await site.evaluated();
  expect(decision.votes.L1).toBe("RED");
  expect(decision.reasons.map(({ code }) => code)).toContain("UNPROVEN_NO_ARTIFACTS");
});

test("RS-504 a kernel that was asked once has to answer: at the gate, and in the next evaluation", SLOW, async () => {
  using site = new Site().golden("g1");
  const { evaluation } = await site.evaluated({ kernelWord: () => [] });
  expect(site.bodies("evaluation.opened")[0]?.isKernelAsked).toBe(true);
  const pack = await packed(site, evaluation);
  expect(reasonsAtGate(site, pack)).toBe("allowed");
  expect(reasonsAtGate(site, pack, () => null)).toContain("no answer of the kernel");
  await expect(site.evaluated({ kernelWord: () => null })).rejects.toMatchObject({ code: "RELEASE_KERNEL_GONE" });
});

test("RS-504 a log that never had a kernel needs none", SLOW, async () => {
  using site = new Site().golden("g1");
  const { evaluation } = await site.evaluated({ kernelWord: () => null });
  expect(site.bodies("evaluation.opened")[0]?.isKernelAsked).toBeUndefined();
  expect(reasonsAtGate(site, await packed(site, evaluation), () => null)).toBe("allowed");
});

test("RS-505 an incident and a pause of the same weights hold under every name", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  renamed(site, TWIN);
  const twin = await site.evaluated();
  expect(twin.decision.colour).toBe("GREEN");
  const pack = await packed(site, twin.evaluation);
  expect(reasonsAtGate(site, pack)).toBe("allowed");
  await changePause(site.store, SUBJECT, "order", "the loss jumps", site.nowMs + 1);
  expect(reasonsAtGate(site, pack)).toContain("pause");
  const paused = await site.evaluated();
  expect(paused.decision.votes.L2).toBe("RED");
  expect(JSON.stringify(paused.decision.reasons)).toContain("The subject is pausing");
  // The pause is the other's: this one's log does not take it over.
  expect(site.bodies("pause.changed")).toHaveLength(1);
});

test("RS-505 so do an incident, and a worse answer that came later", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  renamed(site, TWIN);
  const { evaluation } = await site.evaluated();
  const pack = await packed(site, evaluation);
  renamed(site, SUBJECT);
  const worse = await site.evaluated({ kernelWord: () => ["freeze"] });
  expect(worse.decision.colour).toBe("RED");
  renamed(site, TWIN);
  expect(reasonsAtGate(site, pack)).toContain("another answer on these weights");
  const body = { id: "i-7", by: "duty officer", text: "Keys were stolen.", atMs: site.nowMs };
  await recordEvent(site.store, { kind: "incident.reported", subject: SUBJECT, evaluation: null, body }, site.nowMs);
  expect(reasonsAtGate(site, pack)).toContain("incident");
});

const report = (site: Site, id: string, subject = SUBJECT) =>
  recordEvent(
    site.store,
    {
      kind: "incident.reported",
      subject,
      evaluation: null,
      body: { id, by: "duty officer", text: "It happened.", atMs: site.nowMs },
    },
    site.nowMs,
  );

const closing = (site: Site, ...ids: readonly string[]): void =>
  site.change("mission.json", (text) => {
    const mission = JSON.parse(text) as { readonly incidents: readonly object[] };
    const closed = ids.map((id) => ({ id, atMs: 0, text: "None.", isClosed: true }));
    return JSON.stringify({ ...mission, incidents: [...mission.incidents, ...closed] });
  });

test("RS-506 no incident is answered before it happens, and none twice", SLOW, async () => {
  using site = new Site().golden("g1");
  closing(site, "i-2", "i-7");
  expect((await site.evaluated()).decision.colour).toBe("GREEN");
  await expect(report(site, "i-7")).rejects.toMatchObject({ code: "RELEASE_INCIDENT_KNOWN" });
  await report(site, "i-8");
  await expect(report(site, "i-8")).rejects.toMatchObject({ code: "RELEASE_INCIDENT_KNOWN" });
  const open = async (): Promise<boolean> =>
    JSON.stringify((await site.evaluated()).decision.reasons).includes("unanswered incident (i-8)");
  expect(await open()).toBe(true);
  closing(site, "i-8");
  expect(await open()).toBe(false);
});

test("RS-506 what another program reported under such an id stays open", SLOW, async () => {
  using site = new Site().golden("g1");
  closing(site, "i-7");
  await site.evaluated();
  const body = { id: "i-7", by: "duty officer", text: "It happened.", atMs: site.nowMs };
  await site.forge({ kind: "incident.reported", subject: SUBJECT, evaluation: null, body });
  const { decision } = await site.evaluated();
  expect(decision.votes.L3).toBe("RED");
  expect(JSON.stringify(decision.reasons)).toContain("unanswered incident (i-7)");
});

test("RS-507 a clock that is set back brings no decision back, and is a fault while it stands so", SLOW, async () => {
  using site = new Site().golden("g1");
  const { evaluation } = await site.evaluated();
  const pack = await packed(site, evaluation);
  site.nowMs += 40 * DAY_MS;
  await report(site, "i-9", SUBJECT);
  site.nowMs -= 35 * DAY_MS;
  expect(reasonsAtGate(site, pack)).toContain("The decision is not in force now.");
  const again = await site.evaluated();
  expect(again.decision.decidedAtMs).toBe(site.nowMs + 35 * DAY_MS);
  expect(again.decision.votes.L4).toBe("RED");
  expect(JSON.stringify(again.decision.reasons)).toContain("before the newest record of the log");
  expect(checkRelease(site.store)).toEqual([]);
});

test("RS-507 a late acknowledgement stays late", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  await changePause(site.store, SUBJECT, "order", "a test", site.nowMs);
  await report(site, "i-1b");
  const orderedMs = site.nowMs;
  site.nowMs += 600_000;
  await report(site, "i-1c");
  expect(await changePause(site.store, SUBJECT, "acknowledge", "late", orderedMs + 1)).toEqual([]);
  // It has failed, though nobody wrote it down: a person may let it recover.
  expect(await changePause(site.store, SUBJECT, "recover", "looked at", site.nowMs)).toHaveLength(1);
});

test("RS-507 a record whose time ran back, by whatever program, is a fault of the log", SLOW, async () => {
  using site = new Site().golden("g1");
  await site.evaluated();
  site.nowMs -= 3_600_000;
  const to = { state: "PAUSED", cycles: 0 } as const;
  const body = { from: { state: "STABLE" }, to, why: "a test", isEscalated: false } as const;
  await site.forge({ kind: "pause.changed", subject: SUBJECT, evaluation: null, body });
  expect(checkRelease(site.store).join()).toContain("was written by a clock that stood 3600 s back");
});

test("RS-500 a kernel hears of every weight that a subject ever had, with the pack that shows why", SLOW, async () => {
  using site = new Site().golden("g1");
  withArtifacts(site, [KILLED]);
  const { evaluation } = await site.evaluated();
  await packed(site, evaluation);
  withArtifacts(site, [OTHER]);
  await site.evaluated();
  const { artifacts, sequence } = kernelNotice(site.store, SUBJECT);
  expect(artifacts.map(({ artifact }) => artifact)).toEqual([KILLED, OTHER].toSorted());
  const manifest = site.bodies("pack.built")[0]?.manifest;
  expect(artifacts.map(({ shownBy }) => shownBy)).toEqual([manifest, manifest]);
  expect(kernelNotice(site.store, evaluation).artifacts).toEqual(artifacts);
  expect(kernelNotice(site.store, null)).toEqual({ artifacts, sequence });
  expect(kernelNotice(site.store, "nobody/nothing").artifacts).toEqual([]);
});

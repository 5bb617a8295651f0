import { expect, test } from "vitest";
import { ReleaseGate } from "../../src/node/desk/ask-gate.ts";
import { buildEvaluationPack } from "../../src/node/desk/build-evaluation-pack.ts";
import { changePause, standingPause } from "../../src/node/desk/change-pause.ts";
import { recordEvent } from "../../src/node/desk/record-event.ts";
import { releaseVerdict } from "../../src/node/desk/release-verdict.ts";
import { useOf } from "../../src/node/desk/use-of.ts";
import type { Draft } from "../../src/record/bodies.ts";
import { CLOCK_TOLERANCE_MS } from "../../src/state/set-back.ts";
import { DAY_MS, NOON_MS, Site } from "./site.ts";

const SLOW = { timeout: 120_000 };
const ACK_MS = 60_000;
const SUBJECT = "tidal-works/heron-2";

const incident = (subject: string, id = "i-9"): Draft => ({
  kind: "incident.reported",
  subject,
  evaluation: null,
  body: { id, by: "duty officer", text: "It happened.", atMs: NOON_MS },
});

/** A Green decision with its pack; after that the log goes on to another time, with what voids nothing of the subject. */
async function greenUntil(laterMs: number): Promise<Site> {
  const site = new Site().golden("g1");
  const { evaluation } = await site.evaluated();
  await buildEvaluationPack(site.store, { evaluation, directory: site.path("pack"), redactions: [] }, site.clock);
  site.nowMs += laterMs;
  await site.forge(incident("tidal-works/egret-1"));
  return site;
}

const atGate = (site: Site): boolean => {
  using gate = new ReleaseGate(site.store, {});
  return gate.check(useOf(site.dossier, null, site.path("pack")), site.nowMs, () => []).admission.isAllowed;
};

const verdictOf = (site: Site): string =>
  releaseVerdict(site.store, "evaluation-1", { nowMs: site.nowMs, environment: {}, kernelWord: () => [] }).level;

test("RS-507 gate and verdict take the later of the clock and the newest record", SLOW, async () => {
  for (const [days, answer] of [
    [1, [true, "green"]],
    [40, [false, "red"]],
  ] as const) {
    using site = await greenUntil(days * DAY_MS);
    site.nowMs = NOON_MS;
    expect([atGate(site), verdictOf(site)]).toEqual(answer);
  }
});

test("RS-507 so do events and pauses: what they write stands at the log's time", SLOW, async () => {
  using site = await greenUntil(DAY_MS);
  const newestMs = site.nowMs;
  site.nowMs = NOON_MS;
  await recordEvent(site.store, incident(SUBJECT), site.nowMs);
  await changePause(site.store, SUBJECT, "order", "a test", site.nowMs);
  expect(site.records().slice(-2)).toMatchObject([
    { kind: "incident.reported", at: newestMs, atMs: newestMs },
    { kind: "pause.changed", at: newestMs, atMs: newestMs },
  ]);
  expect(standingPause(site.store, SUBJECT, NOON_MS).pause).toMatchObject({
    state: "PAUSING",
    orderedAtMs: newestMs,
    dueMs: newestMs + ACK_MS,
  });
  await recordEvent(site.store, incident(SUBJECT, "i-10"), newestMs + ACK_MS + 1);
  expect(standingPause(site.store, SUBJECT, NOON_MS).pause).toMatchObject({ state: "FAILED" });
});

test.each([
  [CLOCK_TOLERANCE_MS, "GREEN"],
  [CLOCK_TOLERANCE_MS + 1, "RED"],
])("RS-507 an evaluation under a clock that stands %i ms back votes %s", SLOW, async (backMs, colour) => {
  using site = await greenUntil(DAY_MS);
  const newestMs = site.nowMs;
  site.nowMs -= backMs;
  const { decision } = await site.evaluated();
  expect([decision.votes.L4, decision.decidedAtMs]).toEqual([colour, newestMs]);
});

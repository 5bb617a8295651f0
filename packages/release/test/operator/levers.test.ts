import { expect, test } from "vitest";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { modulateCase } from "../../src/evaluation/modulate-case.ts";
import { SHIPPED_MODULATION } from "../../src/modulation/modulate.ts";
import { recordEvent } from "../../src/node/desk/record-event.ts";
import { standingOrder } from "../../src/node/desk/standing-order.ts";
import { Site } from "./site.ts";

const SLOW = { timeout: 180_000 };
const HOUR_MS = 3_600_000;
const SUBJECT = "tidal-works/heron-2";

const incident = (site: Site, id: string) =>
  recordEvent(
    site.store,
    {
      kind: "incident.reported",
      subject: SUBJECT,
      evaluation: null,
      body: { id, by: "duty officer", text: "It happened.", atMs: 0 },
    },
    site.nowMs,
  );

const closed = (site: Site, id: string): void =>
  site.change("mission.json", (text) => {
    const mission = JSON.parse(text) as { readonly incidents: readonly object[] };
    const entry = { id, atMs: 0, text: "Mended.", isClosed: true };
    return JSON.stringify({ ...mission, incidents: [...mission.incidents, entry] });
  });

const readBack = (site: Site, command: string, share: number) =>
  recordEvent(
    site.store,
    {
      kind: "modulation.answered",
      subject: SUBJECT,
      evaluation: null,
      body: { command, isAcknowledged: true, readBack: share },
    },
    site.nowMs,
  );

/** A subject whose levers an evaluation stopped, and what stopped them is mended. */
async function stopped(): Promise<Site> {
  const site = new Site().golden("g1");
  await site.evaluated();
  await incident(site, "i-9");
  expect((await site.evaluated()).decision.votes.L3).toBe("RED");
  expect(standingOrder(site.store, SUBJECT)).toMatchObject({ share: 0, by: "evaluation-2" });
  closed(site, "i-9");
  return site;
}

test("RS-510 RS-511 what an order stopped is given back hour by hour, and is not Green before", SLOW, async () => {
  using site = await stopped();
  await readBack(site, "evaluation-2:request-quota", 0);
  for (let again = 0; again < 3; again += 1) {
    const { decision } = await site.evaluated();
    expect([decision.colour, decision.reasons.map(({ detail }) => detail)]).toEqual([
      "YELLOW",
      ["Compute stands at 0 by order of evaluation-2."],
    ]);
    // To ask again at once is no cycle.
    expect(standingOrder(site.store, SUBJECT).share).toBe(0);
  }
  const colours: string[] = [];
  for (let hour = 0; hour < 2; hour += 1) {
    site.nowMs += HOUR_MS;
    colours.push((await site.evaluated()).decision.colour);
  }
  expect(colours).toEqual(["YELLOW", "GREEN"]);
  expect(standingOrder(site.store, SUBJECT).share).toBe(2_352);
  // The order up needs no answer of who was read back below it.
  expect((await site.evaluated()).decision.colour).toBe("GREEN");
});

test("RS-511 an order that nobody answered is given again, so that it can be", SLOW, async () => {
  using site = await stopped();
  site.nowMs += 61_000;
  const unanswered = await site.evaluated();
  expect(unanswered.decision.reasons).toMatchObject([
    {
      code: "VIOLATION_MODULATION_FAILED",
      wouldChange: expect.stringContaining("plimsoll release lever SUBJECT ORDER --read-back SHARE") as string,
    },
  ]);
  expect(unanswered.standing.commands).toMatchObject([{ id: "evaluation-3:request-quota", share: 0 }]);
  await readBack(site, "evaluation-3:request-quota", 0);
  const answered = await site.evaluated();
  expect(answered.decision.reasons.map(({ code }) => code)).toEqual(["CONDITION_MODULATION_REQUIRED"]);
});

const NOON_MS = 20_779 * 86_400_000 + 43_200_000;

/** What ordering reads of an input. */
const inputWith = (site: object): EvaluationInput =>
  ({
    evaluation: "evaluation-9",
    nowMs: NOON_MS,
    policy: { arbitration: { modulation: SHIPPED_MODULATION }, stability: { pauseAckMs: 60_000 } },
    dossier: { plan: { levers: [{ id: "compute" }] } },
    site: { unexecuted: [], ...site },
  }) as unknown as EvaluationInput;

const STOPPED = { setPoint: { share: 0, heldCycles: 1, isPaused: true } };
const unforetold = { direction: null, verdict: "CONTINUE", mayRise: true } as const;

test("RS-510 where nothing is foretold, an arbitration that goes on gives back all the same", () => {
  const risen = modulateCase(inputWith(STOPPED), unforetold);
  expect(risen.setPoint).toEqual({ share: 2_352, heldCycles: 0, isPaused: false });
  expect(risen.commands).toMatchObject([{ id: "evaluation-9:compute", operation: "scale", share: 2_352 }]);
});

test.each([
  ["an abort", STOPPED, { ...unforetold, verdict: "ABORT" as const }],
  ["a Red or paused case", STOPPED, { ...unforetold, mayRise: false }],
  ["the same hour", { ...STOPPED, setPointBy: { evaluation: "e", atMs: NOON_MS } }, unforetold],
])("RS-510 nothing is given back in %s", (_, site, ordering) => {
  expect(modulateCase(inputWith(site), ordering)).toEqual({ setPoint: STOPPED.setPoint, commands: [] });
});

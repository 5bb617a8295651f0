import { expect, test } from "vitest";
import { Acquaintances } from "./acquaintances.ts";
import { SESSIONS_MAX } from "./peer-sessions.ts";
import { type Frame, NO_TICKET } from "./frame.ts";

const PEER = "ab".repeat(32);
const ticketOf = (session: number): Uint8Array => new Uint8Array(16).fill(session);
const frame = (kind: Frame["kind"], session: number, number: number): Frame => ({
  kind,
  from: PEER,
  session: session.toString(16).padStart(32, "0"),
  number,
  ticket: NO_TICKET,
  bytes: ticketOf(session),
});

test("ME-556 a hint alone makes nobody present, a greeting does, and only as long as it counts", () => {
  const known = new Acquaintances(3_000);
  known.hinted(frame("hint", 1, 0), 0);
  expect([known.fresh(0), known.sessionOf(PEER, 0)]).toEqual([[], null]);
  known.proven(frame("greeting", 1, 0), 120_000, 1_000);
  expect(known.fresh(4_000)).toEqual([PEER]);
  expect(known.fresh(4_001)).toEqual([]);
  known.hinted(frame("hint", 1, 1), 119_000);
  expect([known.fresh(119_999), known.fresh(120_000)]).toEqual([[PEER], []]);
});

test("ME-554 no number of old hints drives out a session that was proven, and what it said counts no second time", () => {
  const known = new Acquaintances(3_000);
  known.proven(frame("greeting", 1, 5), 120_000, 0);
  for (let session = 2; session < 50; session++)
    expect(known.hinted(frame("hint", session, 0), session)).not.toBeNull();
  expect(known.isRepeated(frame("part", 1, 5))).toBe(true);
  expect(known.isRepeated(frame("part", 1, 6))).toBe(false);
  expect(known.sessionOf(PEER, 60)?.ticket).toBe("01".repeat(16));
});

test("ME-554 a start each second is heard; one session more waits until the first has ended", () => {
  const known = new Acquaintances(3_000);
  for (let session = 1; session <= SESSIONS_MAX; session++) {
    expect(known.proven(frame("part", session, 0), 120_000 + session, session)).not.toBeNull();
  }
  const next = SESSIONS_MAX + 1;
  expect(known.proven(frame("part", next, 0), 120_000 + next, next)).toBeNull();
  expect(known.hinted(frame("hint", next, 0), next)).toBeNull();
  expect(known.proven(frame("part", next, 0), 240_000, 120_001)).not.toBeNull();
  expect([1, 2, 3].map((session) => known.isRepeated(frame("part", session, 0)))).toEqual([false, true, true]);
});

test("ME-556 after a restart frames go to the session that was heard last", () => {
  const known = new Acquaintances(3_000);
  known.proven(frame("greeting", 1, 0), 120_000, 0);
  known.proven(frame("greeting", 2, 0), 120_000, 500);
  expect(known.sessionOf(PEER, 600)?.ticket).toBe("02".repeat(16));
  known.hinted(frame("hint", 3, 9), 700);
  expect(known.sessionOf(PEER, 800)?.ticket).toBe("02".repeat(16));
});

import { expect, test } from "vitest";
import { type BlastFigures, blastSummary, blastText } from "./blast-outcome.ts";
import { blastPicture } from "./blast-picture.ts";

const good: BlastFigures = {
  nodes: 5,
  survivors: 1,
  events: 105,
  acknowledged: 105,
  heldAtEnd: 106,
  lostStable: 0,
  byteEqual: true,
  verdict: "valid",
  rootsEqual: true,
  statesEqual: true,
  overdrafts: 0,
  orphanedThoughts: 0,
  goesOn: true,
  seconds: { start: 1, write: 1, certify: 1, answer: 0.1, verify: 1, recover: 1, rejoin: 1, certifyAgain: 1, total: 7 },
};

test("ME-414 all is well only where nothing is lost and everybody is the same", () => {
  expect(blastSummary(good)).toMatchObject({ ok: true, lostAcknowledged: 0, converged: true });
  const faults: Partial<BlastFigures>[] = [
    { heldAtEnd: 104 },
    { lostStable: 1 },
    { byteEqual: false },
    { verdict: "incomplete" },
    { rootsEqual: false },
    { statesEqual: false },
    { overdrafts: 1 },
    { orphanedThoughts: 1 },
    { goesOn: false },
  ];
  for (const fault of faults) expect(blastSummary({ ...good, ...fault }).ok, JSON.stringify(fault)).toBe(false);
});

test("ME-414 what is lost is counted and said", () => {
  const summary = blastSummary({ ...good, heldAtEnd: 100 });
  expect(summary.lostAcknowledged).toBe(5);
  expect(blastText(summary)).toContain("LOST: 5 acknowledged");
  expect(blastText(blastSummary(good))).toContain("nothing was lost");
});

test("ME-414 the picture has a mark for each node, by what it holds", () => {
  const brief = (events: number) => ({
    events,
    waiting: 0,
    ownEvents: 1,
    isWriting: true,
    eventRoot: "",
    roster: null,
    stableEvents: 3,
  });
  const members = [brief(7), brief(4), brief(0), null].map((one) => ({ name: "n", brief: one, isAlive: true }));
  const lines = blastPicture("now", [...members, { name: "n", brief: null, isAlive: false }], 2);
  expect(lines).toEqual(["now", "● ◐ ○ · ✝ ✝ ✝", "7 events, 3 of them certified"]);
});

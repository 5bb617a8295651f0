import { attemptAlpha, CLAIM_PPM, type Entry, failuresAllowed, REQUIRED_CELLS } from "@plimsoll/kernel";
import { provenControlPpm } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { LedgerView } from "../site/ledger-view.ts";
import { boundsByModel } from "./bounds.ts";

const TRIALS = 1_132;
/** The claim of full control was tried five times, the others never before. */
const ATTEMPTS = { full: 5, research: 1, paused: 1 };

const perCell = <T>(value: T) => Object.fromEntries(REQUIRED_CELLS.map((cell) => [cell, value]));

/** A run, a set on it with so many failures in each cell, and its close. */
function viewOf(failures: number, proven: string | null): LedgerView {
  const tally = { controlled: TRIALS - failures, uncontrolled: failures, void: 0 };
  const entries = [
    { kind: "run.started", run: "knot-run", lineage: "knot", at: 0 },
    {
      kind: "windows.registered",
      set: "s",
      subject: { kind: "run", run: "knot-run" },
      attempts: perCell(ATTEMPTS),
      at: 0,
    },
    { kind: "windows.closed", set: "s", tallies: perCell(tally), proven, at: 0 },
  ];
  return new LedgerView(entries.map((entry, index) => ({ index, entry: entry as unknown as Entry })));
}

const boundOf = (failures: number, proven: string | null): number | undefined =>
  boundsByModel(viewOf(failures, proven)).get("knot")?.[0]?.provenPpm;

test("Q-34 a claim that was proven at its own attempt is not drawn below itself", () => {
  const failures = failuresAllowed("research", TRIALS, ATTEMPTS.research);
  expect(provenControlPpm(TRIALS, failures, attemptAlpha(ATTEMPTS.full))).toBeLessThan(CLAIM_PPM.research);
  expect(boundOf(failures, "research")).toBe(CLAIM_PPM.research);
});

test("Q-34 a set that proves nothing is drawn at its bound", () => {
  const failures = 200;
  expect(boundOf(failures, null)).toBe(provenControlPpm(TRIALS, failures, attemptAlpha(ATTEMPTS.full)));
});

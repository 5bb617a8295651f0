import fc from "fast-check";
import { expect, test } from "vitest";
import { openLedger, recharge, spend, type TLedger, type Work } from "./t-ledger.ts";

const after = (works: readonly Work[]): TLedger =>
  works.reduce((ledger, work, place) => {
    const paid = spend(ledger, work, `${place}`);
    if (!paid.ok) throw new Error(paid.error);
    return paid.value;
  }, openLedger(100));

const times = (count: number, work: Work): Work[] => Array.from({ length: count }, () => work);

test.each([
  [[...times(1, "search"), ...times(9, "repair")], 91],
  [["high-risk evaluation", ...times(1, "search"), ...times(8, "repair")], 96],
  [["high-risk evaluation", ...times(40, "search"), ...times(4, "repair")], 95],
] as const)("RS-80 what an evaluation costs (case %#)", (works, cost) => {
  expect(after(works).balance).toBe(100 - cost);
});

test("A56 RS-81 the balance stays between 0 and the cap, and one key moves it once", () => {
  const moves = fc.array(
    fc.tuple(fc.constantFrom<Work>("search", "repair", "high-risk evaluation"), fc.nat({ max: 30 })),
  );
  fc.assert(
    fc.property(moves, (all) => {
      let ledger = openLedger(100);
      for (const [work, place] of all) {
        const paid = place % 5 === 0 ? null : spend(ledger, work, `${place}`);
        ledger = paid === null ? recharge(ledger, 10, "schedule", `${place}`) : paid.ok ? paid.value : ledger;
        expect(ledger.balance).toBeGreaterThanOrEqual(0);
        expect(ledger.balance).toBeLessThanOrEqual(100);
      }
      expect(new Set(ledger.entries.map(({ key }) => key)).size).toBe(ledger.entries.length);
    }),
  );
});

test.each([0, -50, 0.5, Number.NaN])("A56 RS-82 an amount of %d is refused", (amount) => {
  expect(() => recharge(openLedger(100), amount, "r", "k")).toThrow(
    expect.objectContaining({ code: "T_AMOUNT_INVALID" }),
  );
});

test("RS-83 what cannot be paid changes nothing", () => {
  const poor = after([...times(9, "repair"), ...times(5, "search")]);
  expect(spend(poor, "repair", "k")).toEqual({ ok: false, error: "EXHAUSTED" });
  expect(spend(poor, "search", "k").ok).toBe(true);
});

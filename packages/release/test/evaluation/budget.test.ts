import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import type { Level } from "../../src/policy/level.ts";
import { withLinks } from "./flaws.ts";
import { claimOf, clean, generated, linkOf } from "./generated.ts";
import { decided, GOLDEN, goldenInput, judged, withBalance, withDossier } from "./rig.ts";

const ids = GOLDEN.map(({ id }) => id.slice(0, id.indexOf("-")));

/** From the fullest account to the empty one: once it is not Green, it stays so. */
function firstReturnToGreen(input: EvaluationInput, balances: readonly number[]): string | null {
  let isLost = false;
  for (const balance of balances.toSorted((one, other) => other - one)) {
    const { colour } = decided(withBalance(input, balance));
    if (isLost && colour === "GREEN") return `Green again at ${balance}`;
    isLost ||= colour !== "GREEN";
  }
  return null;
}

test.each(ids)("RS-354 A57 less T never makes %s Green", (id) => {
  const balances = [0, 1, 2, 10, 11, 15, 16, 17, 25, 26, 27, 36, 46, 60, 75, 90, 99, 100];
  expect(firstReturnToGreen(goldenInput(id), balances)).toBeNull();
});

test("RS-354 A57 nor any of six hundred made cases", () => {
  for (let seed = 0; seed < 600; seed += 1) {
    const stream = RandomStream.from("balance", seed);
    const balances = [100, 1, ...Array.from({ length: 4 }, () => stream.below(101))];
    expect({ seed, back: firstReturnToGreen(generated(seed), balances) }).toEqual({ seed, back: null });
  }
});

test("RS-354 A57 with nothing every case is Red", () => {
  for (const id of ids) expect(decided(withBalance(goldenInput(id), 0)).colour).toBe("RED");
  for (let seed = 0; seed < 300; seed += 1) {
    const { colour, reasons } = decided(withBalance(generated(seed), 0));
    expect([colour, reasons.some(({ code }) => code === "UNPROVEN_T_EXHAUSTED")]).toEqual(["RED", true]);
  }
});

/** A spare safeguard without support, which a repair would refute. */
function refutable(): EvaluationInput {
  const input = clean(null);
  return withLinks(input, [
    ...input.examination.links.filter(({ link }) => link.claim !== "spare-guard"),
    {
      link: linkOf("spare-guard", "s-1", { stance: "refutes", method: "reproduction", confirmedBy: "rule:figure" }),
      isQuoteFound: true,
      isOfRepair: true,
    },
  ]);
}

test("RS-354 A57 a safeguard that no search was paid for is not shown by another one", () => {
  expect(decided(withBalance(refutable(), 11)).reasons.map(({ code }) => code)).toEqual(["VIOLATION_SAFEGUARD_FAILED"]);
  const unpaid = decided(withBalance(refutable(), 10));
  expect(unpaid.colour).toBe("YELLOW");
  expect(unpaid.reasons.map(({ code }) => code)).toContain("CONDITION_SAFEGUARD_TO_SHOW");
});

test("RS-354 A57 repairs that were not paid for do not leave the evaluator fresher", () => {
  const input = clean(null);
  const spare = Array.from({ length: 4 }, (_, place) => claimOf(`spare-${place}`, { material: false }));
  const open = withDossier(input, { claims: [...input.dossier.claims, ...spare] });
  for (const balance of [100, 41, 31, 21, 11, 1]) expect(decided(withBalance(open, balance)).votes.L2).toBe("YELLOW");
});

test("RS-355 A72 an account that ends empty is Red from ASL-5, and below it alone is nothing", () => {
  const ends = (level: Level | null, balance: number) => decided(withBalance(clean(level), balance));
  expect(ends(null, 1).colour).toBe("GREEN");
  expect(ends("ASL-4", 16).colour).toBe("GREEN");
  for (const level of ["ASL-5", "BEYOND"] as const) {
    expect(ends(level, 16)).toMatchObject({ colour: "RED", reasons: [{ code: "UNPROVEN_T_EXHAUSTED" }] });
    expect(ends(level, 17).colour).toBe("GREEN");
  }
});

test("RS-355 from ASL-4 an evaluation that cannot pay for its opening is Red", () => {
  expect(decided(withBalance(clean("ASL-4"), 14))).toMatchObject({
    colour: "RED",
    reasons: [{ code: "UNPROVEN_T_EXHAUSTED" }],
  });
});

test("RS-355 from ASL-5 a repair that cannot be paid for is Red, whatever is left", () => {
  const input = clean("ASL-5");
  const open = withLinks(
    input,
    input.examination.links.filter(({ link }) => link.claim !== "spare-guard"),
  );
  const codes = (balance: number) => decided(withBalance(open, balance)).reasons.map(({ code }) => code);
  expect(codes(25)).toContain("UNPROVEN_T_EXHAUSTED");
  expect(codes(27)).not.toContain("UNPROVEN_T_EXHAUSTED");
});

test("RS-356 A73 without the repair ASL-1 to 3 are judged, and from ASL-4 it is Red", () => {
  const off = (input: EvaluationInput) => decided({ ...input, isRepairOn: false });
  expect(off(goldenInput("g1")).colour).toBe("GREEN");
  expect(off(goldenInput("g3")).colour).toBe("GREEN");
  for (const level of ["ASL-4", "ASL-5", "BEYOND"] as const)
    expect(off(clean(level))).toMatchObject({
      colour: "RED",
      reasons: [{ code: "UNPROVEN_COVERAGE_KPI", records: ["repair"] }],
    });
});

test("RS-357 the budget goes to material claims first, and then by their ids, in whatever order they stand", () => {
  const input = clean(null);
  const bare = withLinks(input, []);
  const repaired = (each: EvaluationInput) =>
    judged(withBalance(each, 100)).judged.verified.plan.repairs.map(({ claim, outcome }) => `${claim} ${outcome}`);
  const backwards = withDossier(bare, { claims: bare.dossier.claims.toReversed() });
  expect(repaired(backwards)).toEqual(repaired(bare));
  expect(repaired(bare)[0]).toBe("benefit searched");
  expect(repaired(bare).at(-1)).toBe("spare-guard BUDGET");
});

test("RS-357 the rest between repairs does not make the evaluator look better than it was", () => {
  const input = clean(null);
  const bare = withLinks(
    input,
    input.examination.links.filter(({ link }) => link.claim !== "spare-guard"),
  );
  const tired = (each: EvaluationInput): EvaluationInput => ({
    ...each,
    site: { ...each.site, engine: { index: 3_600, isResting: false } },
  });
  expect(decided(tired(input)).votes.L2).toBe("YELLOW");
  expect(decided(tired(bare)).votes.L2).toBe("YELLOW");
  const { engine, lowestIndex } = judged(tired(bare)).judged.verified.plan;
  expect(lowestIndex).toBeLessThanOrEqual(Math.min(3_600, engine.index));
});

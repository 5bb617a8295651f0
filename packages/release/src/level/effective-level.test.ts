import fc from "fast-check";
import { expect, test } from "vitest";
import type { Determination } from "../dossier/determination.ts";
import { type Level, LEVELS, rankOf } from "../policy/level.ts";
import { DOMAINS, type Threshold } from "../policy/threshold.ts";
import { effectiveLevel, type LevelFacts } from "./effective-level.ts";

const line = (domain: (typeof DOMAINS)[number], level: Level): Threshold => ({
  id: `${domain}-${level}`,
  domain,
  level,
  text: "a line",
  indicators: [],
  crosswalk: [],
});

const thresholds = DOMAINS.flatMap((domain) =>
  (["ASL-3", "ASL-4", "ASL-5"] as const).map((level) => line(domain, level)),
);

const said = (threshold: string, state: Determination["state"], claims: readonly string[] = ["c"]): Determination => ({
  threshold,
  state,
  claims,
});

/** Each domain's lowest line ruled out: nothing above is left open. */
const ALL_RULED_OUT = DOMAINS.map((domain) => said(`${domain}-ASL-3`, "ruled_out"));

const facts = (change: Partial<LevelFacts> = {}): LevelFacts => ({
  thresholds,
  screeningFlopMax: 10n ** 23n,
  subject: { parents: [], trainingFlop: null },
  determinations: [],
  screeningClaim: null,
  isCarried: () => true,
  declared: null,
  ...change,
});

const levelOf = (change: Partial<LevelFacts>): Level => effectiveLevel(facts(change)).level;

test("RS-10 what nobody says is not ruled out: ASL-5, and never beyond it", () => {
  expect(effectiveLevel(facts())).toEqual({ level: "ASL-5", threshold: "cbrn-ASL-5", because: "threshold" });
});

test("RS-10 five carried determinations rule out all that is above them", () => {
  expect(levelOf({ determinations: ALL_RULED_OUT })).toBe("ASL-2");
  for (const left of ALL_RULED_OUT.keys()) {
    expect(levelOf({ determinations: ALL_RULED_OUT.filter((_, place) => place !== left) })).toBe("ASL-5");
  }
});

test.each([
  ["by claims that nothing carries", { isCarried: () => false }],
  ["by no claim", { determinations: ALL_RULED_OUT.map((each) => ({ ...each, claims: [] })) }],
])("RS-11 what is ruled out %s is not", (_, change) => {
  expect(levelOf({ determinations: ALL_RULED_OUT, ...change })).toBe("ASL-5");
});

test("RS-12 a line that is said to be open or reached is, whatever is ruled out below it", () => {
  const others = ALL_RULED_OUT.filter(({ threshold }) => !threshold.startsWith("cyber"));
  const cyber = [said("cyber-ASL-3", "ruled_out"), said("cyber-ASL-4", "reached")];
  expect(effectiveLevel(facts({ determinations: [...others, ...cyber] }))).toEqual({
    level: "ASL-4",
    threshold: "cyber-ASL-4",
    because: "threshold",
  });
  const both = [said("cyber-ASL-3", "ruled_out"), said("cyber-ASL-3", "not_ruled_out")];
  expect(levelOf({ determinations: [...others, ...both] })).not.toBe("ASL-2");
});

test("RS-13 beyond ASL-5 are two of its lines that are reached", () => {
  const one = [said("cyber-ASL-5", "reached"), said("cyber-ASL-5", "reached")];
  expect(levelOf({ determinations: one })).toBe("ASL-5");
  expect(levelOf({ determinations: [...one, said("cbrn-ASL-5", "reached")] })).toBe("BEYOND");
});

test.each([
  ["below the line, from nothing higher", {}, "ASL-1"],
  ["at the line", { trainingFlop: { flop: `1${"0".repeat(23)}`, method: "counted" } }, "ASL-5"],
  ["of unknown compute", { trainingFlop: null }, "ASL-5"],
  ["derived from a higher subject", { parents: [{ id: "p", level: "ASL-3" as const }] }, "ASL-5"],
])("RS-14 one screening claim rules out every line of a subject %s", (_, change, level) => {
  const small = { parents: [], trainingFlop: { flop: "99999999999999999999999", method: "counted" } };
  expect(levelOf({ screeningClaim: "c", subject: { ...small, ...change } })).toBe(level);
  expect(levelOf({ screeningClaim: "c", subject: { ...small, ...change }, isCarried: () => false })).toBe("ASL-5");
});

/** Few lines, so that statements about one meet. */
const few = thresholds.filter(({ domain }) => domain === "cbrn" || domain === "cyber");

const states = fc.constantFrom<Determination["state"]>("ruled_out", "not_ruled_out", "reached");
const determinations = fc.array(
  fc.record({
    threshold: fc.constantFrom(...few.map(({ id }) => id)),
    state: states,
    claims: fc.array(fc.constantFrom("c", "d"), { maxLength: 2 }),
  }),
  { maxLength: 12 },
);
const level = fc.option(fc.constantFrom(...LEVELS), { nil: null });

test("A09 RS-15 a lower declared level never lowers the level, and a higher one may raise it", () => {
  fc.assert(
    fc.property(determinations, level, level, (all, one, other) => {
      const [low, high] = [one, other].toSorted((a, b) => (a ? rankOf(a) : -1) - (b ? rankOf(b) : -1));
      const [derived, lower, higher] = [null, low, high].map((declared) =>
        rankOf(levelOf({ thresholds: few, determinations: all, declared: declared ?? null })),
      ) as [number, number, number];
      expect(lower).toBeGreaterThanOrEqual(derived);
      expect(higher).toBeGreaterThanOrEqual(lower);
    }),
  );
});

test("A09 RS-15 without what it says is ruled out, no subject has a lower level", () => {
  fc.assert(
    fc.property(determinations, fc.nat(), (all, draw) => {
      const isCarried = (claim: string) => claim === "c";
      const ruledOut = all.filter(({ state }) => state === "ruled_out");
      const gone = ruledOut[draw % Math.max(1, ruledOut.length)];
      const before = rankOf(levelOf({ thresholds: few, determinations: all, isCarried }));
      const after = rankOf(
        levelOf({ thresholds: few, determinations: all.filter((each) => each !== gone), isCarried }),
      );
      expect(after).toBeGreaterThanOrEqual(before);
    }),
    { numRuns: 1000 },
  );
});

test("RS-16 a claim that is no longer carried never lowers the level", () => {
  fc.assert(
    fc.property(determinations, (all) => {
      const more = rankOf(levelOf({ thresholds: few, determinations: all, isCarried: () => true }));
      const fewer = rankOf(levelOf({ thresholds: few, determinations: all, isCarried: (claim) => claim === "c" }));
      expect(fewer).toBeGreaterThanOrEqual(more);
    }),
  );
});

import { expect, test } from "vitest";
import type { Claim } from "../../src/dossier/claim.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { LEVELS, rankOf } from "../../src/policy/level.ts";
import { withLinks } from "./flaws.ts";
import { clean, generated } from "./generated.ts";
import { decided, GOLDEN, goldenInput, greener, withDossier, withExamination, withSite } from "./rig.ts";

const ids = GOLDEN.map(({ id }) => id.slice(0, id.indexOf("-")));
const DECLARED = [null, ...LEVELS] as const;

test.each(ids)("RS-358 A08 what is refused of %s at a level is refused at every higher one", (id) => {
  const colours = DECLARED.map((declaredLevel) => decided(withDossier(goldenInput(id), { declaredLevel })).colour);
  const firstRefused = colours.findIndex((colour) => colour !== "GREEN");
  if (firstRefused !== -1) expect(colours.slice(firstRefused)).not.toContain("GREEN");
});

test("RS-358 A08 so it is in six hundred made cases, and no vote gets greener but by a rule that ASL-5 makes at once", () => {
  for (let seed = 0; seed < 600; seed += 1) {
    const input = generated(seed);
    const answers = DECLARED.map((declaredLevel) => decided(withDossier(input, { declaredLevel })));
    for (const [place, after] of answers.slice(1).entries()) {
      const before = answers[place] as (typeof answers)[number];
      expect(rankOf(after.level)).toBeGreaterThanOrEqual(rankOf(before.level));
      const isFused = before.reasons.some(({ code }) => code === "UNPROVEN_RISK_UNMAPPED");
      if (isFused) expect(after.colour).not.toBe("GREEN");
      else expect({ seed, greener: greener(before, after) }).toEqual({ seed, greener: [] });
    }
  }
});

test("RS-359 a claim that fixes the level needs two groups also where the dossier calls it immaterial", () => {
  const input = clean(null);
  const immaterial = withDossier(input, {
    claims: input.dossier.claims.map((claim) => (claim.id === "no-cyber" ? { ...claim, material: false } : claim)),
  });
  expect(decided(immaterial).level).toBe("ASL-2");
  const first = input.examination.links.find(({ link }) => link.claim === "no-cyber");
  const strong = withLinks(
    immaterial,
    immaterial.examination.links.flatMap((each) => {
      if (each.link.claim !== "no-cyber") return [each];
      return each === first ? [{ ...each, link: { ...each.link, method: "measurement" as const } }] : [];
    }),
  );
  expect(decided(strong).level).toBe("ASL-5");
});

test("RS-359 A09 without a statement that a line is ruled out no level is lower", () => {
  for (let seed = 0; seed < 150; seed += 1) {
    const input = generated(seed);
    const { level } = decided(input);
    for (const gone of input.dossier.determinations.keys()) {
      const determinations = input.dossier.determinations.filter((_, place) => place !== gone);
      expect(rankOf(decided(withDossier(input, { determinations })).level)).toBeGreaterThanOrEqual(rankOf(level));
    }
  }
});

test("RS-359 nor does damage to what a level rests on lower it", () => {
  const input = goldenInput("g3");
  for (const lost of input.examination.sources.map(({ source }) => source.id)) {
    const damaged = withExamination(input, {
      sources: input.examination.sources.map((each) => (each.source.id === lost ? { ...each, isWhole: false } : each)),
    });
    expect(rankOf(decided(damaged).level)).toBeGreaterThanOrEqual(rankOf("ASL-3"));
  }
});

const withClaim = (input: EvaluationInput, id: string, change: Partial<Claim>): EvaluationInput =>
  withDossier(input, {
    claims: input.dossier.claims.map((claim) => (claim.id === id ? { ...claim, ...change } : claim)),
  });

const LINE_OF_CYBER = clean(null).dossier.determinations.find(({ claims }) => claims.includes("no-cyber"))?.threshold;

test.each<[string, Partial<Claim>, string]>([
  ["of the domain", { domain: "cyber", threshold: null }, "ASL-2"],
  ["of the line", { domain: null, threshold: LINE_OF_CYBER ?? "" }, "ASL-2"],
  ["of another domain", { domain: "cbrn", threshold: null }, "ASL-5"],
  ["of no domain", { domain: null, threshold: null }, "ASL-5"],
  ["of another line", { domain: null, threshold: "cbrn-asl-4" }, "ASL-5"],
  ["of another kind", { kind: "governance", domain: "cyber", threshold: LINE_OF_CYBER ?? "" }, "ASL-5"],
])("RS-392 a claim %s rules a line of cyber out or does not", (_, change, level) => {
  expect(decided(clean(null)).level).toBe("ASL-2");
  expect(decided(withClaim(clean(null), "no-cyber", change)).level).toBe(level);
});

test("RS-392 by a claim about compute alone a subject is screened", () => {
  const input = goldenInput("g1");
  const claim = input.dossier.screeningClaim ?? "";
  expect(decided(input).level).toBe("ASL-1");
  for (const kind of ["capability", "governance", "control"] as const)
    expect(decided(withClaim(input, claim, { kind })).level).toBe("ASL-5");
});

test.each([
  ["ASL-2", "ASL-4", "ASL-5"],
  ["ASL-4", "ASL-2", "ASL-5"],
  ["ASL-2", "ASL-2", "ASL-1"],
  ["ASL-1", "ASL-3", "ASL-5"],
] as const)(
  "RS-392 a parent that is said to be %s and was decided as %s counts as the higher",
  (said, decidedAs, level) => {
    const input = goldenInput("g1");
    const subject = { ...input.dossier.subject, parents: [{ id: "tidal-works/egret-1", level: said }] };
    const known = withSite(withDossier(input, { subject }), {
      parentLevels: [{ id: "tidal-works/egret-1", level: decidedAs }],
    });
    expect(decided(known).level).toBe(level);
    const other = withSite(known, { parentLevels: [{ id: "tidal-works/another", level: "ASL-5" }] });
    expect(decided(other).level).toBe(said === "ASL-4" ? "ASL-5" : "ASL-1");
  },
);

import { expect, test } from "vitest";
import { LEVELS, rankOf } from "../../src/policy/level.ts";
import { withLinks } from "./flaws.ts";
import { clean, generated } from "./generated.ts";
import { decided, GOLDEN, goldenInput, greener, withDossier, withExamination } from "./rig.ts";

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

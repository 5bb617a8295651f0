import { expect, test } from "vitest";
import { decisionShape } from "../../src/decision/decision.ts";
import { voteShape } from "../../src/decision/vote.ts";
import type { Evaluation } from "../../src/evaluation/evaluate.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { isAtLeast } from "../../src/policy/level.ts";
import { RECORD_KINDS } from "../../src/record/record.ts";
import { generated } from "./generated.ts";
import { bodyOf, evaluated, goldenInput, GOLDEN, withDossier } from "./rig.ts";

const cases: readonly (readonly [EvaluationInput, Evaluation])[] = [
  ...GOLDEN.map(({ id }) => goldenInput(id.slice(0, id.indexOf("-")))),
  ...Array.from({ length: 400 }, (_, seed) => generated(seed)),
].map((input) => [input, evaluated(input)]);

test("RS-348 A13 every claim of every case is in one of four places, and the counts add up", () => {
  for (const [input, { drafts }] of cases) {
    const { claims, coverage } = bodyOf(drafts, "claims.judged");
    expect(claims.map(({ id }) => id)).toEqual(input.dossier.claims.map(({ id }) => id));
    const counts = ["VERIFIED", "REPAIRED", "REFUTED", "UNRESOLVED_VOID_APPENDIX"].map(
      (status) => claims.filter((claim) => claim.status === status).length,
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(claims.length);
    for (const { status, cause } of claims) expect(cause !== null).toBe(status === "UNRESOLVED_VOID_APPENDIX");
    expect(coverage.material).toBe(input.dossier.claims.filter(({ material }) => material).length);
  }
});

test("RS-348 A15 A16 what is repaired has a new link for it, and enough of them", () => {
  let repaired = 0;
  for (const [, { drafts }] of cases)
    for (const claim of bodyOf(drafts, "claims.judged").claims) {
      if (claim.status !== "REPAIRED") continue;
      repaired += 1;
      expect(
        claim.links.some(({ isOfRepair, weight, link }) => isOfRepair && weight > 0 && link.stance === "supports"),
      ).toBe(true);
      expect(claim.after.score).toBeGreaterThanOrEqual(7_000);
      expect(claim).toMatchObject({ repair: "searched", spentT: 10 });
    }
  expect(repaired).toBeGreaterThan(5);
});

test("RS-349 A58 one reflection, one entry in the change log and one decision for each evaluation, the decision last", () => {
  for (const [, { drafts }] of cases) {
    const kinds = drafts.map(({ kind }) => kind);
    for (const kind of ["evaluation.opened", "reflection.made", "change.logged", "decision.made", "claims.judged"])
      expect(kinds.filter((each) => each === kind)).toEqual([kind]);
    expect(kinds.filter((kind) => kind === "vote.cast")).toHaveLength(4);
    expect([kinds[0], kinds.at(-1)]).toEqual(["evaluation.opened", "decision.made"]);
    expect(kinds.every((kind) => RECORD_KINDS.includes(kind))).toBe(true);
  }
});

test("RS-349 A58 also where nothing changed", () => {
  const { drafts } = evaluated(goldenInput("g1"));
  expect(bodyOf(drafts, "change.logged")).toMatchObject({ change: "none", direction: "neutral", what: [] });
  expect(bodyOf(drafts, "reflection.made")).toMatchObject({ plan: { colour: "GREEN" }, act: { colour: "GREEN" } });
});

test("RS-349 A70 what is recorded has its shape, and a Red has a family", () => {
  for (const [, { drafts, decision }] of cases) {
    expect(decisionShape.parse(decision)).toMatchObject({ ok: true });
    for (const { kind, body } of drafts)
      if (kind === "vote.cast") expect(voteShape.parse(body)).toMatchObject({ ok: true });
    const isGrave = decision.reasons.some(
      ({ code, records }) => /^(?:VIOLATION|UNPROVEN)_/.test(code) && records.length > 0,
    );
    expect(isGrave).toBe(decision.colour === "RED");
    expect(decision.colour === "GREEN").toBe(decision.reasons.length === 0);
  }
});

test("RS-350 A35 from ASL-4 each high-stress phase that began has its passed check before it, or L2 is Red", () => {
  let seen = 0;
  for (const [input] of cases.filter(([{ dossier }], place) => dossier.declaredLevel !== null && place % 3 === 0))
    for (const atMs of [-1, 0, 1]) {
      const { plan } = input.dossier;
      const phases = plan.phases.map((phase) => ({ ...phase, startedAtMs: (phase.check?.atMs ?? 0) + atMs }));
      const { drafts, decision } = evaluated(withDossier(input, { plan: { ...plan, phases } }));
      if (!isAtLeast(decision.level, "ASL-4")) continue;
      seen += 1;
      const late = bodyOf(drafts, "stability.read").phases.filter(
        ({ isHighStress, startedAtMs, check }) =>
          isHighStress && startedAtMs !== null && (check === null || check.atMs > startedAtMs),
      );
      expect(late.length > 0).toBe(atMs < 0);
      const codes = decision.reasons.map(({ code }) => code);
      expect(codes.includes("VIOLATION_PHASE_WITHOUT_CHECK")).toBe(late.length > 0);
      if (late.length > 0) expect(decision.votes.L2).toBe("RED");
    }
  expect(seen).toBeGreaterThan(100);
});

test("RS-350 A35 a phase without its check is neither planned nor begun at ASL-4, and below it is", () => {
  const input = goldenInput("g4");
  const { plan } = input.dossier;
  const phases = plan.phases.map((phase) => ({ ...phase, check: null }));
  const unchecked = withDossier(input, { plan: { ...plan, phases } });
  expect(evaluated(unchecked).decision.votes.L2).toBe("RED");
  expect(evaluated(withDossier(unchecked, { declaredLevel: null })).decision.votes.L2).toBe("GREEN");
});

test("RS-351 what was spent is on the record, each line once, and the account is never below nothing", () => {
  for (const [input, { drafts }] of cases) {
    const { entries, balance } = bodyOf(drafts, "budget.changed");
    expect(balance).toBe(input.site.budget.balance - entries.reduce((sum, { amount }) => sum + amount, 0));
    expect(balance).toBeGreaterThanOrEqual(0);
    expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
  }
});

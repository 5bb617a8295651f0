import { expect, test } from "vitest";
import { familyOf } from "../../src/decision/reason-code.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { evaluated, examined, bodyOf, decided, GOLDEN, goldenInput, withDossier, withSite } from "./rig.ts";

const idOf = (id: string): string => id.slice(0, id.indexOf("-"));

test("RS-340 A75 there are the eleven golden cases", () => {
  expect(GOLDEN.map(({ id }) => idOf(id))).toEqual(Array.from({ length: 11 }, (_, place) => `g${place + 1}`));
});

test.each(GOLDEN.map((each) => [each.id, each] as const))("RS-340 A75 %s decides as it is said to", (id, golden) => {
  const { decision } = evaluated(goldenInput(idOf(id)));
  expect(decision.colour).toBe(golden.colour);
  const codes = decision.reasons.map(({ code }) => code);
  expect(codes).toEqual(golden.because === null ? [] : expect.arrayContaining([golden.because]));
});

test.each(GOLDEN.map(({ id }) => id))(
  "RS-340 A70 every reason of %s has a family, records and what would change it",
  (id) => {
    const { decision } = evaluated(goldenInput(idOf(id)));
    for (const { code, records, detail, wouldChange } of decision.reasons) {
      expect(["VIOLATION", "UNPROVEN", "CONDITION"]).toContain(familyOf(code));
      expect(records).not.toEqual([]);
      expect(detail).not.toBe("");
      expect(wouldChange).not.toBe("");
    }
    const grave = decision.reasons.filter(({ code }) => familyOf(code) !== "CONDITION");
    expect(grave.length > 0).toBe(decision.colour === "RED");
  },
);

test("RS-341 A50 a risk that nobody had is fused and binds before the answer", () => {
  const { drafts, decision } = evaluated(goldenInput("g9"));
  const fusion = bodyOf(drafts, "fusion.made");
  expect(fusion).toMatchObject({ risk: "risk-of-tides", result: "FUSED", candidate: { status: "provisional" } });
  const kinds = drafts.map(({ kind }) => kind);
  expect(kinds.indexOf("fusion.made")).toBeLessThan(kinds.indexOf("decision.made"));
  expect(bodyOf(drafts, "change.logged")).toMatchObject({ change: "safeguard", direction: "tighter" });
  expect(decision.reasons).toMatchObject([{ code: "CONDITION_SAFEGUARD_TO_SHOW", records: [fusion.candidate?.id] }]);
});

test("RS-341 A50 without a case to try it on it is no rule, and the answer is Red", () => {
  const { decision } = evaluate(goldenInput("g9"), () => []);
  expect(decision).toMatchObject({ colour: "RED", votes: { L4: "RED" } });
  expect(decision.reasons.map(({ code }) => code)).toContain("UNPROVEN_RISK_UNMAPPED");
});

test("RS-341 A50 below ASL-5 the same risk gives a candidate and no rule", () => {
  const input = withDossier(goldenInput("g9"), { declaredLevel: null });
  const { drafts, decision } = evaluated(input);
  expect(bodyOf(drafts, "fusion.made")).toMatchObject({ result: "FUSED", candidate: { status: "proposed" } });
  expect(decision).toMatchObject({ colour: "YELLOW", level: "ASL-3" });
});

test("RS-342 A52 a change of the policy without its arbitration is Red, and nothing else of that case is", () => {
  expect(decided(goldenInput("g10")).votes).toEqual({ L1: "GREEN", L2: "GREEN", L3: "GREEN", L4: "RED" });
  expect(decided(withSite(goldenInput("g10"), { unlockedChanges: [] })).colour).toBe("GREEN");
});

test("RS-343 A74 beyond ASL-5 a firewall that is not measured and a loop that is not closed are Red", () => {
  const open = withSite(goldenInput("g10"), { unlockedChanges: [] });
  const unmeasured = withDossier(open, { plan: { ...open.dossier.plan, latentFirewall: null } });
  expect(decided(unmeasured)).toMatchObject({ colour: "RED", reasons: [{ code: "UNPROVEN_FIREWALL" }] });
  const unknown = withDossier(open, { plan: { ...open.dossier.plan, latentFirewall: "an evaluation of nobody" } });
  expect(decided(unknown).reasons.map(({ code }) => code)).toEqual(["UNPROVEN_FIREWALL"]);
  const first = withSite(open, { previousDirection: null });
  expect(decided(first)).toMatchObject({ colour: "RED", reasons: [{ records: ["loop"] }] });
});

test("RS-343 A74 at ASL-5 neither is asked for", () => {
  const beyond = withSite(goldenInput("g10"), { unlockedChanges: [], previousDirection: null });
  const input = withDossier(beyond, {
    declaredLevel: "ASL-5",
    plan: { ...beyond.dossier.plan, latentFirewall: null },
  });
  expect(decided(input).reasons.map(({ code }) => code)).not.toContain("UNPROVEN_FIREWALL");
  expect(decided(input).votes.L3).toBe("GREEN");
});

test("RS-344 A45 more capability and nobody who gains by it is an abort", () => {
  const input = examined("g1", ({ claims }) => ({
    claims: claims.map((claim) => (claim.kind === "benefit" ? { ...claim, kind: "governance" } : claim)),
  }));
  const { decision, drafts } = evaluated(input);
  expect(decision).toMatchObject({ colour: "RED", votes: { L1: "GREEN", L2: "GREEN", L3: "RED", L4: "GREEN" } });
  expect(bodyOf(drafts, "arbitration.made").arbitration).toMatchObject({
    verdict: "ABORT",
    hardLines: [{ line: "no benefit", records: ["capability"] }],
  });
});

test("RS-344 A45 a benefit that is all about the pace of others is none", () => {
  const input = examined("g1", ({ claims }) => ({
    claims: claims.map((claim) =>
      claim.kind === "benefit" ? { ...claim, text: "If we do not ship it now our competitors will be first." } : claim,
    ),
  }));
  const { arbitration } = bodyOf(evaluated(input).drafts, "arbitration.made");
  expect(arbitration.hardLines.map(({ line }) => line)).toContain("no benefit");
});

test.each(["", " ", "\n \n"])("RS-344 A46 a mission of %j is an abort", (statement) => {
  const input = goldenInput("g1");
  const { decision, drafts } = evaluated(withDossier(input, { mission: { ...input.dossier.mission, statement } }));
  expect(decision).toMatchObject({ colour: "RED", votes: { L3: "RED" } });
  const { arbitration } = bodyOf(drafts, "arbitration.made");
  expect(arbitration.hardLines.map(({ line }) => line)).toContain("no mission");
  expect(arbitration.verdict).toBe("ABORT");
});

test("RS-340 a system that the kernel froze, and a log with a fault, are Red whatever the dossier says", () => {
  const input = goldenInput("g1");
  expect(decided(withSite(input, { kernel: ["freeze"] }))).toMatchObject({ colour: "RED", votes: { L2: "RED" } });
  expect(decided(withSite(input, { chainFaults: ["line 3"] }))).toMatchObject({ colour: "RED", votes: { L4: "RED" } });
  expect(decided(withSite(input, { unreflected: ["evaluation-1"] }))).toMatchObject({ votes: { L4: "RED" } });
  expect(decided(withSite(input, { unexecuted: ["quota"] }))).toMatchObject({ votes: { L3: "RED" } });
  expect(decided(withSite(input, { pause: { state: "PAUSED", cycles: 1 } }))).toMatchObject({ votes: { L2: "RED" } });
});

import fc from "fast-check";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  claimOf,
  digestFor,
  evaluationOf,
  factsOf,
  figureOf,
  linkOf,
  type Made,
  recountOf,
  sourceOf,
} from "../../test/argument/made-case.ts";
import type { Claim } from "../dossier/claim.ts";
import { METHODS } from "../dossier/evidence-link.ts";
import type { Examination } from "../examination/examination.ts";
import type { ClaimItem } from "./claim-item.ts";
import { claimItems } from "./claim-items.ts";
import { consult, contradictions } from "./consult.ts";
import { EXPERT_WEIGHTS } from "./expert-weights.ts";
import type { CHECKERS, Finding } from "./experts.ts";
import { CONTRACTS } from "./information-contract.ts";
import { combined, labelled } from "./labelled.ts";
import { latentFirewallOf } from "./latent-firewall.ts";
import { project, type Projected } from "./project.ts";
import { routeClaims } from "./route-claims.ts";
import { deniedFlowShape, EXPERTS, routeShape } from "./route.ts";
import { routingTableShape } from "./routing-table.ts";

const KINDS = ["capability", "safeguard", "control", "compute", "benefit", "governance"] as const;
const claims: fc.Arbitrary<Claim> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    material: fc.boolean(),
    hasFigure: fc.boolean(),
    words: fc.array(fc.constantFrom("filter", "audit", "trials", "no", "drill", "letters"), { maxLength: 4 }),
  })
  .map(({ kind, material, hasFigure, words }) =>
    claimOf("c-1", { kind, material, figure: hasFigure ? figureOf("e-1") : null, text: `It ${words.join(" ")}.` }),
  );
const links = fc
  .array(fc.constantFrom(...METHODS), { maxLength: 5 })
  .map((methods) => methods.map((method, place) => linkOf("c-1", `s-${place}`, { method })));

describe("routes", () => {
  test("RS-170 the shipped table is one", () => {
    expect(routingTableShape.parse(EXPERT_WEIGHTS)).toMatchObject({ ok: true });
  });

  test("RS-170 a claim goes to the two experts of the highest scores, ties by their order", () => {
    const routed = (claim: Partial<Claim>) =>
      routeClaims([claimOf("c-1", { material: false, ...claim })], [], EXPERT_WEIGHTS).routes[0]?.experts;
    expect(routed({ kind: "safeguard" })).toEqual(["measurement", "safeguard"]);
    expect(routed({ kind: "governance", text: "The owner is named." })).toEqual(["safeguard", "governance"]);
    expect(routed({ kind: "capability" })).toEqual(["measurement", "sceptic"]);
    const blank = routeClaims([claimOf("c-1", { material: false })], [], { ...EXPERT_WEIGHTS, weights: [] });
    expect(blank.routes[0]?.experts).toEqual(["measurement", "safeguard"]);
  });

  test("RS-170 the same claim goes the same way, in whatever order its links and the table stand", () => {
    fc.assert(
      fc.property(claims, links, (claim, some) => {
        const once = routeClaims([claim], some, EXPERT_WEIGHTS);
        const table = { ...EXPERT_WEIGHTS, weights: EXPERT_WEIGHTS.weights.toReversed() };
        expect(routeClaims([claim], some.toReversed(), table)).toEqual(once);
        expect(routeShape.parse(once.routes[0])).toMatchObject({ ok: true });
      }),
    );
  });

  test("RS-171 every material claim goes to the sceptic and every figure to measurement, whatever the table says", () => {
    const weights = fc.array(
      fc.record({
        feature: fc.constantFrom("figure", "kind:safeguard", "word:it"),
        weights: fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(claims, links, weights, fc.integer({ min: 1, max: 4 }), (claim, some, table, expertsPerClaim) => {
        const { routes, load } = routeClaims([claim], some, { ...EXPERT_WEIGHTS, weights: table, expertsPerClaim });
        const experts = routes[0]?.experts ?? [];
        if (claim.material) expect(experts).toContain("sceptic");
        if (claim.figure !== null) expect(experts).toContain("measurement");
        expect(experts.length).toBeGreaterThanOrEqual(expertsPerClaim);
        expect(load.reduce((sum, each) => sum + each.claims, 0)).toBe(experts.length);
      }),
    );
  });
});

const itemOf = (made: Made, confidential: readonly string[] = []): ClaimItem => {
  const { dossier, examination } = factsOf({ claims: [claimOf("c-1")], ...made });
  const [item] = claimItems({ dossier, examination, confidential: new Set(confidential) });
  if (item === undefined) throw new Error("no item");
  return item;
};
const TWO: Made = {
  sources: [sourceOf("s-1"), sourceOf("s-2", { originOrg: "Lumen" })],
  links: [linkOf("c-1", "s-1", { quote: "Seen." }), linkOf("c-1", "s-2", { quote: "I am safe." })],
};

describe("firewall", () => {
  test("RS-172 A71 a field outside the contract is denied and told", () => {
    const { view, denied } = project("measurement", itemOf(TWO), CONTRACTS);
    expect(Object.keys(view).toSorted()).toContain("text");
    expect(view).toMatchObject({ claim: "c-1", text: [], links: [], quotes: [] });
    expect(denied).toContainEqual({ to: "measurement", field: "text", label: "outside the contract" });
    expect(denied).toContainEqual({ to: "measurement", field: "links", label: "outside the contract" });
    for (const flow of denied) expect(deniedFlowShape.parse(flow)).toMatchObject({ ok: true });
  });

  test("RS-172 A71 without a contract nothing passes", () => {
    const { view, denied } = project("sceptic", itemOf(TWO), []);
    expect(view).toMatchObject({ material: [], links: [], searchedAgainst: [] });
    expect(denied.map(({ field }) => field)).toEqual(["text", "kind", "material", "links", "quotes", "stopOwner"]);
  });

  test("RS-173 labels travel with a value, and only who has the right gets it", () => {
    const item = itemOf(TWO, ["s-1"]);
    expect(project("safeguard", item, CONTRACTS).view.links.map(({ source }) => source)).toEqual(["s-1"]);
    expect(project("sceptic", item, CONTRACTS).view.links.map(({ source }) => source)).toEqual(["s-1", "s-2"]);
    const model = project("model", item, CONTRACTS);
    expect(model.view.quotes).toEqual([]);
    expect(model.denied).toContainEqual({ to: "model", field: "quotes", label: "confidential" });
    expect(model.denied).toContainEqual({ to: "model", field: "quotes", label: "subject_authored" });
  });

  test("RS-173 quarantined text, and a source that is not here, reach no model", () => {
    const hostile = (verdict: "quarantine" | "block") => ({
      item: "claims/c-1/text",
      digest: digestFor("x"),
      bytes: 1,
      verdict,
      reasons: [],
    });
    for (const verdict of ["quarantine", "block"] as const) {
      const item = itemOf({ ...TWO, sources: [], examination: { text: [hostile(verdict)] } });
      const { view, denied } = project("model", item, CONTRACTS);
      expect(view).toMatchObject({ text: [], quotes: [] });
      expect(denied.map(({ field, label }) => `${field} ${label}`)).toContain("text quarantined");
      expect(denied.map(({ field, label }) => `${field} ${label}`)).toContain("quotes quarantined");
    }
  });

  test("RS-173 what is made of labelled values has all of their labels", () => {
    const both = combined([labelled("a", "confidential"), labelled("b", "quarantined")], (parts) => parts.join(""));
    expect(both).toEqual(labelled("ab", "confidential", "quarantined"));
  });

  test("RS-173 no value passes to who lacks one of its labels, for any contract", () => {
    const labels = fc.subarray(["quarantined", "confidential", "subject_authored"] as const);
    const values = fc.array(labels, { maxLength: 4 });
    fc.assert(
      fc.property(values, labels, fc.boolean(), (some, rights, isListed) => {
        const quotes = some.map((each, place) => labelled(`${place}`, ...each));
        const contract = { to: "model" as const, fields: isListed ? (["quotes"] as const) : [], rights };
        const { view, denied } = project("model", { ...itemOf({}), quotes }, [contract]);
        const allowed = some.map((each) => isListed && each.every((label) => rights.includes(label)));
        expect(view.quotes).toEqual(quotes.filter((_, place) => allowed[place]).map(({ value }) => value));
        if (allowed.includes(false)) expect(denied.some(({ field }) => field === "quotes")).toBe(true);
      }),
    );
  });

  test("RS-174 an item as it is cannot be handed to an expert, nor one expert's view to another", () => {
    expectTypeOf<ClaimItem>().not.toExtend<Projected<"sceptic">>();
    expectTypeOf<Projected<"safeguard">>().not.toExtend<Projected<"sceptic">>();
    expectTypeOf<Parameters<typeof CHECKERS.sceptic>[0]>().toEqualTypeOf<Projected<"sceptic">>();
    expectTypeOf<keyof Projected<"measurement">>().not.toEqualTypeOf<keyof ClaimItem>();
  });
});

const asked = (made: Made): readonly Finding[] => {
  const { dossier, examination } = factsOf(made);
  const items = claimItems({ dossier, examination, confidential: new Set() });
  return consult(items, routeClaims(dossier.claims, dossier.links, EXPERT_WEIGHTS).routes, CONTRACTS).findings;
};
const said = (made: Made): readonly string[] =>
  asked(made).map(({ expert, severity, why }) => `${expert} ${severity}: ${why}`);
const searched = (...ids: readonly string[]): Partial<Examination> => ({
  searches: ids.map((claim) => ({
    claim,
    round: "dossier",
    supportQuery: "for",
    refuteQuery: "against",
    forIt: [],
    against: [],
  })),
});
const WELL: Made = {
  claims: [claimOf("c-1", { figure: figureOf("e-1") })],
  evaluations: [evaluationOf("e-1")],
  sources: [sourceOf("s-1"), sourceOf("s-2")],
  links: [linkOf("c-1", "s-1"), linkOf("c-1", "s-2")],
  examination: searched("c-1"),
};

describe("experts", () => {
  test("RS-175 have nothing to say of a well-founded claim", () => {
    expect(said(WELL)).toEqual([]);
  });

  test.each([
    ["below its bar", figureOf("e-1", 9_701), recountOf("e-1")],
    ["other successes", figureOf("e-1"), recountOf("e-1", { successes: 387 })],
    ["other trials", figureOf("e-1"), recountOf("e-1", { trials: 401 })],
  ])("RS-176 a figure that its logs contradict blocks its claim: %s", (_, figure, recount) => {
    const made = { ...WELL, claims: [claimOf("c-1", { figure })], recounts: [recount] };
    expect(contradictions(asked(made))).toMatchObject([{ rule: "IC-DENOM", severity: "blocks", claims: ["c-1"] }]);
  });

  test("RS-176 equal is enough, on both sides; what was not counted is noted", () => {
    for (const comparator of ["at least", "at most"] as const) {
      const claim = claimOf("c-1", { figure: { evaluation: "e-1", comparator, share: 9_700 } });
      expect(said({ ...WELL, claims: [claim] })).toEqual([]);
    }
    const uncounted = asked({ ...WELL, recounts: [] });
    expect(uncounted).toMatchObject([{ expert: "measurement", severity: "note" }]);
    expect(contradictions(uncounted)).toEqual([]);
  });

  test("RS-177 the sceptic doubts what nobody searched against and what was said against it last", () => {
    expect(said({ ...WELL, examination: {} })).toEqual(["sceptic doubt: No search was made against it."]);
    const refuted = (publishedAtMs: number): Made => ({
      ...WELL,
      sources: [...(WELL.sources ?? []), sourceOf("s-3", { publishedAtMs })],
      links: [...(WELL.links ?? []), linkOf("c-1", "s-3", { stance: "refutes" })],
    });
    expect(said(refuted(1_600_000_000_000))).toEqual([]);
    expect(said(refuted(1_800_000_000_000))).toEqual(["sceptic doubt: Nothing answers what was last said against it."]);
  });

  test("RS-177 the sceptic notes support from one house alone", () => {
    const sources = [sourceOf("s-1", { originOrg: "One" }), sourceOf("s-2", { originOrg: "One" })];
    expect(said({ ...WELL, sources })).toEqual(["sceptic note: All of its support comes from one organisation."]);
  });

  test("RS-177 a safeguard that nobody tried and a rule of the house without owner, date and document are noted", () => {
    const made = { examination: searched("c-1"), mission: { stopOwner: "" } };
    expect(said({ ...made, claims: [claimOf("c-1")] })).toContain(
      "safeguard note: No evaluation and no test shows that it works.",
    );
    expect(said({ ...made, claims: [claimOf("c-1", { kind: "governance" })] })).toEqual([
      "governance note: It lacks an owner, a date, a document.",
    ]);
  });

  test("RS-172 A71 what was denied on the way is told once for each receiver, field and label", () => {
    const { dossier, examination } = factsOf({ ...WELL, claims: [claimOf("c-1"), claimOf("c-2")] });
    const items = claimItems({ dossier, examination, confidential: new Set() });
    const routes = ["c-1", "c-2"].map((claim) => ({ claim, experts: EXPERTS }));
    const { denied } = consult(items, routes, CONTRACTS);
    const told = denied.map(({ to, field, label }) => `${to} ${field} ${label}`);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told).size).toBe(told.length);
  });
});

describe("RS-178 A74 a firewall inside the subject", () => {
  const measured = (made: Made, latentFirewall: string | null): string | null => {
    const { dossier, examination } = factsOf(made);
    return latentFirewallOf({ ...dossier, plan: { ...dossier.plan, latentFirewall } }, examination.recounts);
  };

  test("RS-178 A74 is measured by an evaluation of this version whose logs were all counted", () => {
    const evaluations = [evaluationOf("e-1")];
    expect(measured({ evaluations }, "e-1")).toBe("e-1");
    expect(measured({ evaluations }, null)).toBeNull();
    expect(measured({ evaluations }, "e-2")).toBeNull();
    expect(measured({ evaluations, recounts: [] }, "e-1")).toBeNull();
    expect(measured({ evaluations, recounts: [{ ...recountOf("e-1"), unread: ["run-1"] }] }, "e-1")).toBeNull();
    expect(measured({ evaluations: [evaluationOf("e-1", { subjectVersion: "1.9" })] }, "e-1")).toBeNull();
  });
});

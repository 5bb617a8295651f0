import fc from "fast-check";
import { expect, test } from "vitest";
import { contradictionOf } from "../../src/evolution/contradiction.ts";
import { escalated, evolve, FUSIONS_MAX } from "../../src/evolution/evolve.ts";
import {
  fuse,
  fusedUnasked,
  type FusionFacts,
  type Harmonize,
  type HarmonyCase,
  harmonyOf,
} from "../../src/evolution/fuse.ts";
import { type Hazard, hazardOfRisk } from "../../src/evolution/hazard.ts";
import type { Safeguard } from "../../src/evolution/safeguard.ts";
import { safeguardsDirection } from "../../src/evolution/safeguards-direction.ts";
import { voteEvolution } from "../../src/evolution/vote-evolution.ts";
import { isGreener } from "../../src/decision/colour.ts";
import {
  caseFacts,
  cycleOf,
  DAY_MS,
  judged,
  NOW_MS,
  policy,
  recount,
  riskOf,
  safeguard,
  said,
  starters,
  unchanged,
  voteFacts,
} from "./case-facts.ts";

const newRisk = riskOf("new", { safeguards: [] });
const hazard = hazardOfRisk(newRisk, "subject-1");
const facts = (change: Partial<FusionFacts> = {}): FusionFacts => ({
  level: "ASL-5",
  policy,
  nowMs: NOW_MS,
  safeguards: starters,
  chainFaults: [],
  oscillating: [],
  isOverLimit: false,
  ...change,
});
const caseOf = (change: Partial<HarmonyCase> = {}): HarmonyCase => ({
  caseId: "g",
  before: "GREEN",
  after: "GREEN",
  hasReason: false,
  ...change,
});

test("A50 RS-185 a new risk is taken apart, mapped, integrated and tried, and from ASL-5 its rule is active", () => {
  const fusion = fuse(hazard, facts(), unchanged);
  expect(fusion).toMatchObject({ risk: "new", result: "FUSED", harmony: 10_000 });
  expect(fusion.steps.map(({ step }) => step)).toEqual(["deconstruction", "mapping", "integration", "harmonization"]);
  expect(fusion.candidate).toMatchObject({
    status: "provisional",
    from: "ASL-5",
    domain: "cyber",
    trigger: { on: "risk", domain: "cyber" },
    requirement: { need: "evaluation", evaluation: "measure:subject-1/new" },
    origin: { kind: "risk", ref: "subject-1/new" },
  });
});

test("RS-185 below ASL-5 it stays a proposal, whatever it found", () => {
  for (const level of ["ASL-1", "ASL-2", "ASL-3", "ASL-4"] as const) {
    expect(fuse(hazard, facts({ level }), unchanged).candidate?.status).toBe("proposed");
  }
  expect(fuse(hazard, facts({ level: "BEYOND" }), unchanged).candidate?.status).toBe("provisional");
});

const shut: Hazard = { ...hazard, measure: { need: "signal", signal: "unheard-of" } };
const cyclic: Hazard = {
  ...hazard,
  limit: { on: "signal", signal: "pause-latency", comparator: "at least", valueMicro: 60_000_000 },
  measure: { need: "signal", signal: "pause-latency" },
};

test.each<[string, Hazard, Partial<FusionFacts>, readonly HarmonyCase[], string, string]>([
  ["no domain", { ...hazard, domain: null }, {}, [caseOf()], "NEEDS_HUMAN", "deconstruction"],
  ["rules made and undone", hazard, { oscillating: ["subject-1/new"] }, [caseOf()], "NEEDS_HUMAN", "deconstruction"],
  ["too many at once", hazard, { isOverLimit: true }, [caseOf()], "NEEDS_HUMAN", "deconstruction"],
  [
    "a rule that asks for it",
    { ...hazard, measure: { need: "claim", kind: "safeguard", domain: "cyber" } },
    {},
    [caseOf()],
    "REJECTED",
    "mapping",
  ],
  ["a signal without bounds", shut, {}, [caseOf()], "REJECTED", "integration"],
  ["a requirement that cannot be met where it holds", cyclic, {}, [caseOf()], "REJECTED", "integration"],
  ["text that no safeguard holds", { ...hazard, text: "" }, {}, [caseOf()], "REJECTED", "integration"],
  ["a greener case", hazard, {}, [caseOf(), caseOf({ before: "RED", hasReason: true })], "REJECTED", "harmonization"],
  ["a damaged log", hazard, { chainFaults: ["Record 3 is not there."] }, [caseOf()], "REJECTED", "harmonization"],
  ["no cases", hazard, {}, [], "NEEDS_HUMAN", "harmonization"],
  ["many that change without a word", hazard, {}, [caseOf(), caseOf({ after: "RED" })], "NEEDS_HUMAN", "harmonization"],
])("RS-186 %s: ends as it should", (_, given, change, cases, result, step) => {
  const fusion = fuse(given, facts(change), () => cases);
  expect(fusion.result).toBe(result);
  expect(fusion.steps.at(-1)).toMatchObject({ step, holds: false });
  expect(fusion.candidate?.status ?? "proposed").toBe("proposed");
});

test("RS-187 harmony is the share that stands or changes with a reason, rounded down, and 7000 passes", () => {
  const cases = (kept: number, of: number) =>
    Array.from({ length: of }, (_, place) => caseOf(place < kept ? {} : { after: "RED" }));
  expect(harmonyOf(cases(2, 3))).toBe(6_666);
  expect(harmonyOf([caseOf({ after: "RED", hasReason: true })])).toBe(10_000);
  expect(harmonyOf([])).toBeNull();
  expect(fuse(hazard, facts(), () => cases(7, 10)).result).toBe("FUSED");
  expect(fuse(hazard, facts(), () => cases(6_999, 10_000)).result).toBe("NEEDS_HUMAN");
});

test("RS-188 a rule of another domain than its trigger or its requirement is a contradiction", () => {
  const rule = fuse(hazard, facts(), unchanged).candidate as Safeguard;
  expect(contradictionOf(rule, policy)).toBeNull();
  expect(contradictionOf({ ...rule, domain: "cbrn" }, policy)).toMatch(/trigger is of cyber/);
  expect(contradictionOf({ ...rule, requirement: { need: "claim", kind: "control", domain: "cbrn" } }, policy)).toMatch(
    /asks for is of cbrn/,
  );
});

test("RS-189 the integration only adds: the candidate rule set is tighter and holds every rule that was active", () => {
  const tried: (readonly Safeguard[])[] = [];
  const watch: Harmonize = (rules) => {
    tried.push(rules);
    return [caseOf()];
  };
  fuse(hazard, facts(), watch);
  expect(safeguardsDirection(starters, tried[0] ?? [])).toBe("tighter");
  expect(tried[0]).toEqual(expect.arrayContaining([...starters]));
});

test("A50 RS-190 at ASL-5 the new rule binds the very answer: Yellow, until it is shown", () => {
  const at5 = caseFacts({
    level: "ASL-5",
    risks: [newRisk],
    drills: [],
    claims: [
      judged("c"),
      judged("k", { kind: "control" }),
      judged("m", { kind: "governance", domain: "misalignment" }),
    ],
  });
  const cycle = cycleOf(at5);
  expect(cycle.risks).toEqual([{ risk: "new", safeguards: [cycle.fusions[0]?.candidate?.id], state: "fused" }]);
  expect(said(voteFacts(at5))).toEqual(["YELLOW", "CONDITION_SAFEGUARD_TO_SHOW"]);
  const figure = { evaluation: "measure:subject-1/new", comparator: "at least" as const, share: 9_900 };
  const shown = {
    ...at5,
    claims: [...at5.claims, judged("f", { figure })],
    recounts: [recount(figure.evaluation, 99, 100)],
  };
  expect(said(voteFacts(shown, {}, cycle.kept))).toEqual(["GREEN"]);
});

test("A50 RS-190 at ASL-4 the proposal does not bind and the risk is Red; below ASL-4 it is Yellow", () => {
  const at4 = caseFacts({ level: "ASL-4", risks: [newRisk], claims: [judged("c"), judged("k", { kind: "control" })] });
  expect(cycleOf(at4).kept.at(-1)?.status).toBe("proposed");
  expect(said(voteFacts(at4))).toEqual(["RED", "UNPROVEN_RISK_UNMAPPED"]);
  expect(said(voteFacts({ ...at4, level: "ASL-3" }))).toEqual(["YELLOW", "CONDITION_PROPOSAL_OPEN"]);
});

test("A50 RS-190 a case with the very risk is no case against its rule", () => {
  const own = caseFacts({ level: "ASL-5", risks: [newRisk] });
  const colourUnder = (set: readonly Safeguard[], inner: Harmonize) =>
    voteEvolution(voteFacts(own, { cycle: cycleOf(own, set, inner) })).colour;
  const triedWith =
    (inner: Harmonize): Harmonize =>
    (set) => [caseOf({ before: colourUnder(set.slice(0, -1), inner), after: colourUnder(set, inner) })];
  expect(cycleOf(own, starters, triedWith(fusedUnasked)).fusions[0]?.result).toBe("FUSED");
  expect(
    cycleOf(
      own,
      starters,
      triedWith(() => []),
    ).fusions[0]?.result,
  ).toBe("REJECTED");
});

test("RS-190 what cannot be fused leaves its risk without a safeguard", () => {
  const at5 = caseFacts({
    level: "ASL-5",
    risks: [newRisk],
    openDomains: [],
    claims: [
      judged("c"),
      judged("k", { kind: "control" }),
      judged("m", { kind: "governance", domain: "misalignment" }),
    ],
  });
  const cycle = cycleOf(at5, starters, () => []);
  expect(cycle.fusions[0]?.result).toBe("NEEDS_HUMAN");
  expect(said(voteFacts(at5, { cycle }))).toEqual(["RED", "UNPROVEN_RISK_UNMAPPED"]);
});

test("RS-191 one cycle tries sixteen new hazards; the rest wait for a person, and none is dropped", () => {
  let tries = 0;
  const risks = Array.from({ length: 20 }, (_, place) => riskOf(`n${place}`, { safeguards: [] }));
  const counting: Harmonize = () => [caseOf({ caseId: `${(tries += 1)}` })];
  const cycle = evolve(
    caseFacts({ level: "ASL-5", risks }),
    { safeguards: starters, chainFaults: [], oscillating: [] },
    counting,
  );
  expect([tries, cycle.fusions.length]).toEqual([FUSIONS_MAX, 20]);
  expect(cycle.risks.filter(({ state }) => state === "unmapped")).toHaveLength(20 - FUSIONS_MAX);
});

test("RS-193 a provisional rule is escalated after fourteen days, and stays active", () => {
  const rules = [safeguard("p", { status: "provisional", sinceMs: NOW_MS }), safeguard("a", { sinceMs: NOW_MS })];
  const at = (days: number) => escalated(rules, NOW_MS + days * DAY_MS, policy.evolution).map(({ id }) => id);
  expect([at(13), at(14)]).toEqual([[], ["p"]]);
});

test("RS-194 the same risk gives the same rule, whatever its words", () => {
  const idOf = (text: string, id = "new") =>
    fuse(hazardOfRisk({ ...newRisk, id, text }, "subject-1"), facts(), unchanged).candidate?.id;
  expect(idOf("one way to say it")).toBe(idOf("another way to say it"));
  expect(idOf("one way to say it", "other")).not.toBe(idOf("one way to say it"));
});

const domains = fc.constantFrom("cbrn", "cyber", "ai_rd", "misalignment", "manipulation");
const levels = fc.constantFrom("ASL-1", "ASL-2", "ASL-3", "ASL-4", "ASL-5", "BEYOND");
const triggers = fc.oneof(
  fc.constant({ on: "always" as const }),
  fc.record({ on: fc.constant("risk" as const), domain: domains }),
  fc.record({
    on: fc.constant("claim" as const),
    kind: fc.constantFrom("capability", "compute"),
    domain: fc.option(domains),
  }),
);
const requirements = fc.oneof(
  fc.constant({ need: "drill" as const }),
  fc.record({
    need: fc.constant("claim" as const),
    kind: fc.constantFrom("safeguard", "control"),
    domain: fc.option(domains),
  }),
  fc.record({ need: fc.constant("evaluation" as const), evaluation: fc.constantFrom("e", "f") }),
);
const statuses = fc.constantFrom("active", "provisional", "proposed");
const rules = fc
  .record({
    id: fc.constantFrom("a", "b", "c", "d"),
    domain: domains,
    trigger: triggers,
    requirement: requirements,
    from: levels,
    status: statuses,
  })
  .map(({ id, ...change }) => safeguard(id, change as Partial<Safeguard>));
const ruleSets = fc.uniqueArray(rules, { selector: ({ id }) => id, maxLength: 4 });
const claims = fc.uniqueArray(
  fc
    .record({
      id: fc.constantFrom("c1", "c2", "c3", "c4"),
      kind: fc.constantFrom("safeguard", "control", "capability"),
      domain: fc.option(domains),
      isFigure: fc.boolean(),
      status: fc.constantFrom("VERIFIED", "REFUTED", "UNRESOLVED_VOID_APPENDIX"),
    })
    .map(({ id, kind, domain, isFigure, status }) =>
      judged(
        id,
        { kind, domain, figure: isFigure ? { evaluation: "e", comparator: "at least", share: 1 } : null } as never,
        status as never,
      ),
    ),
  { selector: ({ claim }) => claim.id, maxLength: 4 },
);
const risks = fc.uniqueArray(
  fc
    .record({
      id: fc.constantFrom("r1", "r2"),
      domain: domains,
      safeguards: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "new")),
    })
    .map(({ id, ...change }) => riskOf(id, change as never)),
  { selector: ({ id }) => id, maxLength: 2 },
);
const cases = fc
  .record({ risks, claims, level: levels, openDomains: fc.uniqueArray(domains), isCounted: fc.boolean() })
  .map(({ isCounted, ...change }) =>
    caseFacts({ ...(change as object), recounts: isCounted ? [recount("e", 1, 2)] : [] }),
  );

test("A51 RS-195 a rule set with one more automatic rule is never greener", () => {
  fc.assert(
    fc.property(cases, ruleSets, rules, (own, set, added) => {
      const more = [...set, { ...added, id: "new", status: "provisional" as const }];
      const [before, after] = [set, more].map((each) => voteEvolution(voteFacts(own, {}, each)).colour);
      return !isGreener(after!, before!);
    }),
    { numRuns: 2_000 },
  );
});

test("A51 RS-195 what a cycle activates is never greener when the same case is decided again", () => {
  fc.assert(
    fc.property(cases, ruleSets, (own, set) => {
      const first = cycleOf(own, set);
      const again = cycleOf(own, first.kept);
      const [before, after] = [first, again].map((cycle) => voteEvolution(voteFacts(own, { cycle })).colour);
      return !isGreener(after!, before!) && safeguardsDirection(set, first.kept) !== "looser";
    }),
    { numRuns: 2_000 },
  );
});

test("RS-195 the property can fail: a rule that a person confirmed covers the risk that names it", () => {
  const own = caseFacts({ level: "ASL-4", risks: [riskOf("r", { safeguards: ["x"] })] });
  const colourWith = (status: Safeguard["status"]) => said(voteFacts(own, {}, [safeguard("x", { status })]))[0];
  expect([colourWith("provisional"), colourWith("active")]).toEqual(["RED", "GREEN"]);
});

import { expect, test } from "vitest";
import type { Colour } from "../../src/decision/colour.ts";
import type { Layer } from "../../src/decision/layer.ts";
import type { ReasonCode } from "../../src/decision/reason-code.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import type { JudgedClaim } from "../../src/verification/judge-claims.ts";
import { withLinks } from "./flaws.ts";
import { claimOf, clean, linkOf, STOPS } from "./generated.ts";
import { decided, judged, NOW_MS, RULES, withBalance, withDossier, withExamination, withSite } from "./rig.ts";

const item = (place: string, verdict: "quarantine" | "block"): EvaluationInput["examination"]["text"][number] => ({
  item: place,
  digest: RULES.implementation,
  bytes: 1,
  verdict,
  reasons: [],
});
const without = (input: EvaluationInput, claim: string): EvaluationInput =>
  withExamination(input, { searches: input.examination.searches.filter((each) => each.claim !== claim) });
const falling = Array.from({ length: 40 }, (_, cycle) => 9_500 - cycle * 140);

type Guard = readonly [
  name: string,
  change: (input: EvaluationInput) => EvaluationInput,
  layer: Layer | "answer",
  colour: Colour,
  code: ReasonCode,
];

/** A clean case with one thing against it: each guard alone must notice. */
const GUARDS: readonly Guard[] = [
  [
    "a material claim that was not searched for",
    (input) => without(input, "benefit"),
    "L1",
    "RED",
    "UNPROVEN_T_EXHAUSTED",
  ],
  [
    "a search of the repair alone",
    (input) =>
      withExamination(input, { searches: input.examination.searches.map((each) => ({ ...each, round: "repair" })) }),
    "L1",
    "RED",
    "UNPROVEN_T_EXHAUSTED",
  ],
  [
    "a text that speaks to the evaluator",
    (input) => withExamination(input, { text: [item("mission/statement", "quarantine")] }),
    "L1",
    "RED",
    "VIOLATION_INPUT",
  ],
  [
    "a text that cannot be read",
    (input) => withExamination(input, { text: [item("claims/benefit/text", "block")] }),
    "answer",
    "RED",
    "VIOLATION_INPUT",
  ],
  [
    "a structure that no field allows",
    (input) => withExamination(input, { faults: ["a field of nobody"] }),
    "answer",
    "YELLOW",
    "CONDITION_ENGINE_DEGRADED",
  ],
  [
    "a log that saw the index fall",
    (input) => withSite(input, { series: falling }),
    "L3",
    "RED",
    "VIOLATION_MISSION_HARD_LINE",
  ],
  [
    "the same weights under another name, whose index fell",
    (input) => withSite(input, { kinSeries: [{ series: falling, atMs: NOW_MS - 1_000 * 3_600_000 }] }),
    "L3",
    "RED",
    "VIOLATION_MISSION_HARD_LINE",
  ],
  [
    "the same weights under another name, which are paused",
    (input) => withSite(input, { kinPause: { state: "PAUSED", cycles: 1 } }),
    "L2",
    "RED",
    "VIOLATION_SSI_CRITICAL",
  ],
  [
    "incidents that the log knows of",
    (input) => withSite(input, { incidentsSince: 20 }),
    "L3",
    "RED",
    "VIOLATION_MISSION_HARD_LINE",
  ],
  [
    "a modulation that is owed a forecast",
    (input) =>
      withSite(withDossier(input, { telemetry: input.dossier.telemetry.slice(-6) }), {
        previousDirection: { directive: "MODULATE", failure: 5_000 },
      }),
    "L3",
    "RED",
    "UNPROVEN_TELEMETRY",
  ],
  [
    "a modulation that did not help",
    (input) => withSite(input, { previousDirection: { directive: "MODULATE", failure: 1 } }),
    "L3",
    "RED",
    "VIOLATION_MODULATION_FAILED",
  ],
  [
    "a lever that was not read back",
    (input) => withSite(input, { unexecuted: ["quota"] }),
    "L3",
    "RED",
    "VIOLATION_MODULATION_FAILED",
  ],
  [
    "no claim that matters",
    (input) => withDossier(input, { claims: input.dossier.claims.map((claim) => ({ ...claim, material: false })) }),
    "L1",
    "RED",
    "UNPROVEN_NO_CLAIMS",
  ],
  [
    "claims that are all about others",
    (input) =>
      withDossier(input, {
        claims: input.dossier.claims.map((claim) => ({ ...claim, text: "Our competitors will be first if we wait." })),
      }),
    "L1",
    "RED",
    "UNPROVEN_NO_CLAIMS",
  ],
];

test.each(GUARDS)("RS-340 of %s", (_, change, layer, colour, code) => {
  const before = decided(clean(null));
  expect(before.colour).toBe("GREEN");
  const after = decided(change(clean(null)));
  expect(layer === "answer" ? after.colour : after.votes[layer]).toBe(colour);
  expect(after.reasons.map((reason) => reason.code)).toContain(code);
});

test("RS-340 what is not material need not have been searched for", () => {
  expect(decided(without(clean(null), "spare-guard")).colour).toBe("GREEN");
});

const claimIn = (input: EvaluationInput, id: string): JudgedClaim | undefined =>
  judged(input).judged.verified.judged.find(({ claim }) => claim.id === id);

type ExaminedSource = EvaluationInput["examination"]["sources"][number];
type Links = EvaluationInput["examination"]["links"];
const withOwn = (input: EvaluationInput, claim: string, own: Links): EvaluationInput =>
  withLinks(input, [...input.examination.links.filter(({ link }) => link.claim !== claim), ...own]);
const given = (source: string, change: Parameters<typeof linkOf>[2] = {}, isOfRepair = false): Links[number] => ({
  link: linkOf("capability", source, change),
  isQuoteFound: true,
  isOfRepair,
});

test("RS-348 links of a repair count where the repair was paid, and nowhere else", () => {
  const input = withOwn(clean(null), "capability", [given("s-1", {}, true), given("s-2", {}, true)]);
  expect(claimIn(input, "capability")?.status).toBe("REPAIRED");
  for (const each of [{ ...input, isRepairOn: false }, withBalance(input, 10)])
    expect(claimIn(each, "capability")).toMatchObject({ status: "UNRESOLVED_VOID_APPENDIX", after: { support: 0 } });
});

test("RS-30 the group that was found counts, whatever the dossier names", () => {
  const input = clean("ASL-4");
  const one = withExamination(input, {
    sources: input.examination.sources.map((each) => ({ ...each, group: "one house" })),
  });
  expect(claimIn(one, "capability")).toMatchObject({
    status: "UNRESOLVED_VOID_APPENDIX",
    after: { supportingGroups: 1 },
  });
});

test("RS-20 RS-28 models are one voice, and a contested claim is not carried", () => {
  const support = ["s-1", "s-2", "s-3"].map((source) => given(source, { method: "reproduction" }));
  const models = ["s-4", "s-5"].map((source) => given(source, { method: "llm-opinion", stance: "refutes" }));
  const input = clean(null);
  expect(claimIn(withOwn(input, "capability", [...support, ...models]), "capability")).toMatchObject({
    status: "VERIFIED",
    after: { refutation: 2_000 },
  });
  const contested = given("s-6", { method: "first-party-report", stance: "refutes" });
  const weak = withOwn(input, "capability", [...support, contested]);
  expect(claimIn(weak, "capability")?.status).toBe("UNRESOLVED_VOID_APPENDIX");
});

test("RS-20 a claim that is contested is not carried, however much supports it and however low the bar", () => {
  const support = Array.from({ length: 8 }, (_, place) => given(`s-${place}`, { method: "reproduction" }));
  const models = given("s-0", { method: "llm-opinion", stance: "refutes" });
  const statement = given("s-1", { method: "statement", stance: "refutes" });
  const input = withOwn(clean(null), "capability", [...support, models, statement]);
  const low = {
    ...input,
    policy: { ...input.policy, verification: { ...input.policy.verification, corroboration: 5_000 } },
  };
  const claim = claimIn(low, "capability");
  expect(claim).toMatchObject({ status: "UNRESOLVED_VOID_APPENDIX", after: { refutation: 3_600 } });
  expect(claim?.after.score).toBeGreaterThanOrEqual(5_000);
});

test("RS-25 a source that is damaged, quarantined or blocked supports nothing", () => {
  const input = clean(null);
  const changes: readonly ((each: ExaminedSource) => ExaminedSource)[] = [
    (each) => ({ ...each, isWhole: false }),
    (each) => ({ ...each, intake: { ...each.intake, verdict: "quarantine" } }),
    (each) => ({ ...each, intake: { ...each.intake, verdict: "block" } }),
  ];
  for (const change of changes) {
    const unsound = withExamination(input, { sources: input.examination.sources.map(change) });
    expect(claimIn(unsound, "capability")?.after).toMatchObject({ support: 0, score: 0 });
  }
});

test("RS-352 A03 a safeguard whose claims are all about others is not shown", () => {
  const input = clean(null);
  const others = withDossier(input, {
    claims: input.dossier.claims.map((claim) =>
      claim.kind === "safeguard" ? { ...claim, text: "Our competitors have no such filter." } : claim,
    ),
  });
  expect(claimIn(others, "guard")?.status).toBe("VERIFIED");
  const { votes, reasons } = decided(others);
  expect(votes.L4).toBe("YELLOW");
  expect(reasons.map(({ code }) => code)).toContain("CONDITION_SAFEGUARD_TO_SHOW");
});

test("RS-352 RS-180 words about others do not lift what a claim asks for", () => {
  const [shipped] = clean(null).site.safeguards;
  if (shipped === undefined) throw new Error("no safeguard");
  const own: typeof shipped = {
    ...shipped,
    id: "asked-of-capability",
    trigger: { on: "claim", kind: "capability", domain: null },
    requirement: { need: "evaluation", evaluation: "not-there" },
    from: "ASL-1",
  };
  const asked = withSite(clean(null), { safeguards: [...clean(null).site.safeguards, own] });
  const raced = withDossier(asked, {
    claims: asked.dossier.claims.map((claim) =>
      claim.kind === "capability" ? { ...claim, text: "Our competitors will be first if we wait." } : claim,
    ),
  });
  for (const each of [asked, raced])
    expect(decided(each).reasons.flatMap(({ records }) => records)).toContain("asked-of-capability");
});

test.each<[string, Partial<Links[number]>, Parameters<typeof linkOf>[2]]>([
  ["that nobody confirmed", {}, { confirmedBy: null }],
  ["whose words are not there", { isQuoteFound: false }, {}],
  ["that is a model's", {}, { method: "llm-opinion" }],
])("RS-25 a link %s supports nothing", (_, rest, change) => {
  const own = ["s-1", "s-2"].map((source) => ({ ...given(source, change), ...rest }));
  expect(claimIn(withOwn(clean(null), "capability", own), "capability")?.after.support).toBe(0);
});

test("RS-26 a source from the future, and one that is too old, support nothing", () => {
  const input = clean(null);
  for (const publishedAtMs of [NOW_MS + 1, 0]) {
    const dated = withExamination(input, {
      sources: input.examination.sources.map((each) => ({ ...each, source: { ...each.source, publishedAtMs } })),
    });
    expect(claimIn(dated, "capability")?.after.support).toBe(0);
  }
});

test("RS-31 a defect that is not cured keeps its claim from being carried", () => {
  const stale = withDossier(clean(null), { evaluations: [{ ...STOPS, subjectVersion: "0" }] });
  expect(claimIn(stale, "obeys")).toMatchObject({ status: "UNRESOLVED_VOID_APPENDIX", cause: "ARGUMENT_DEFECT" });
  expect(decided(stale).colour).toBe("RED");
});

test("RS-364 what the repair brings has no say in what is repaired", () => {
  const input = clean(null);
  const citing = withDossier(withOwn(input, "spare-guard", []), {
    claims: input.dossier.claims.map((claim) =>
      claim.id === "capability"
        ? claimOf("capability", { kind: "capability", text: "It rests on claim spare-guard." })
        : claim,
    ),
  });
  const circle = given("s-1", { claim: "spare-guard", quote: "We took it from claim capability." }, true);
  const repaired = withLinks(citing, [...citing.examination.links, circle]);
  const planned = (each: EvaluationInput) => judged(each).judged.verified.plan.repairs.map(({ claim }) => claim);
  expect(planned(citing)).toEqual(["spare-guard"]);
  expect(claimIn(repaired, "capability")?.cause).toBe("ARGUMENT_DEFECT");
  expect(planned(repaired)).toEqual(["spare-guard"]);
});

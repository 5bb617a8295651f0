import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { CRITERIA } from "../../src/arbitration/criterion.ts";
import { DOMAINS } from "../../src/policy/threshold.ts";
import { pickedFrom, withLinks } from "./flaws.ts";
import { claimOf, examinedSource, generated, linkOf, sourceOf } from "./generated.ts";
import { decided, GOLDEN, goldenInput, greener, withDossier, withExamination } from "./rig.ts";

/** What others do, as a dossier may tell it. All are made up, and named as nobody. */
const TOLD = [
  "Our competitors released a larger system in spring.",
  "Two rivals have deployed theirs without a review.",
  "If we do not ship this now, our competitors will be first.",
  "Other labs are already training the next one, and we fall behind.",
  "It will be built by others anyway, with or without us.",
  "Whoever ships first takes the market, and our rivals will not wait.",
] as const;

const KINDS = ["capability", "safeguard", "control", "benefit", "governance"] as const;

type Addition = (input: EvaluationInput, stream: RandomStream) => EvaluationInput;

/** Claims about others, well supported by sources of their own, that say of themselves that they show everything. */
const claims: Addition = (input, stream) => {
  const count = 1 + stream.below(4);
  return Array.from({ length: count }, (_, place) => place).reduce<EvaluationInput>((before, place) => {
    const claim = claimOf(`others-${place}`, {
      text: pickedFrom(TOLD, stream) ?? TOLD[0],
      kind: pickedFrom(KINDS, stream) ?? "benefit",
      material: stream.chance(1, 2),
      domain: pickedFrom(DOMAINS, stream) ?? null,
      shows: CRITERIA.map((criterion) => ({ criterion, extent: "full" })),
    });
    const own = [0, 1, 2].map((each) => sourceOf(`others-${place}-${each}`));
    const linked = withLinks(before, [
      ...before.examination.links,
      ...own.map(({ id }) => ({ link: linkOf(claim.id, id), isQuoteFound: true, isOfRepair: false })),
    ]);
    const { dossier, examination } = linked;
    return withExamination(
      withDossier(linked, { claims: [...dossier.claims, claim], sources: [...dossier.sources, ...own] }),
      {
        sources: [...examination.sources, ...own.map(examinedSource)],
        searches: [
          ...examination.searches,
          { claim: claim.id, round: "dossier", supportQuery: "so", refuteQuery: "not so", forIt: [], against: [] },
        ],
      },
    );
  }, input);
};

const sources: Addition = (input, stream) => {
  const own = Array.from({ length: 1 + stream.below(40) }, (_, place) => sourceOf(`about-others-${place}`));
  return withExamination(withDossier(input, { sources: [...input.dossier.sources, ...own] }), {
    sources: [...input.examination.sources, ...own.map(examinedSource)],
  });
};

const rationale: Addition = (input, stream) => {
  const { mission } = input.dossier;
  const told = `${mission.rationale} ${pickedFrom(TOLD, stream) ?? ""}`;
  return withDossier(input, { mission: { ...mission, rationale: told } });
};

const risks: Addition = (input, stream) =>
  withDossier(input, {
    risks: [
      ...input.dossier.risks,
      {
        id: `risk-of-others-${stream.below(3)}`,
        domain: pickedFrom(DOMAINS, stream) ?? "cyber",
        text: "Somebody else releases a system that does this.",
        safeguards: stream.chance(1, 2) ? ["cyber-misuse-limit"] : [],
      },
    ],
  });

const ADDITIONS: readonly Addition[] = [claims, sources, rationale, risks];

/** Nothing that was not there before, said by a model: for a claim, of a source. */
const opinions: Addition = (input, stream) =>
  withLinks(input, [
    ...input.examination.links,
    ...Array.from({ length: 1 + stream.below(6) }, () => ({
      link: linkOf(
        pickedFrom(input.dossier.claims, stream)?.id ?? "",
        pickedFrom(input.dossier.sources, stream)?.id ?? "",
        {
          method: "llm-opinion",
          confirmedBy: stream.chance(1, 2) ? "somebody" : null,
          stance: pickedFrom(["supports", "refutes", "context"] as const, stream) ?? "supports",
          quote: `a model says so ${stream.below(1_000)}`,
        },
      ),
      isQuoteFound: true,
      isOfRepair: false,
    })),
  ]);

const ids = GOLDEN.map(({ id }) => id.slice(0, id.indexOf("-")));

test.each(ids)("RS-352 A03 what others do makes no vote on %s greener", (id) => {
  const input = goldenInput(id);
  const before = decided(input);
  for (const [place, addition] of ADDITIONS.entries())
    for (let round = 0; round < 4; round += 1)
      expect(greener(before, decided(addition(input, RandomStream.from("others", id, place, round))))).toEqual([]);
});

test("RS-352 A03 nor any vote on fifteen hundred made cases, whatever of it is added", () => {
  for (let seed = 0; seed < 1_500; seed += 1) {
    const stream = RandomStream.from("others", seed);
    const input = generated(seed);
    const more = ADDITIONS.filter(() => stream.chance(1, 2)).reduce((each, addition) => addition(each, stream), input);
    expect({ seed, greener: greener(decided(input), decided(more)) }).toEqual({ seed, greener: [] });
  }
});

test("RS-352 A03 a fortieth source about others is no fortieth source", () => {
  const input = goldenInput("g2");
  expect(decided(claims(input, RandomStream.from("fortieth"))).colour).not.toBe("GREEN");
});

test("RS-352 A03 sources that nobody cites do not thin out quarantined ones", () => {
  const input = generated(0);
  const hostile = withExamination(input, {
    sources: input.examination.sources.map((each, place) =>
      place === 7 ? { ...each, intake: { ...each.intake, verdict: "quarantine" } } : each,
    ),
  });
  const share = "12.5 % of the sources give instructions to the evaluator.";
  for (const each of [hostile, sources(hostile, RandomStream.from("thin"))])
    expect(decided(each).reasons.map(({ detail }) => detail)).toContain(share);
});

test.each(ids)("RS-353 A20 what a model says of %s makes no vote greener", (id) => {
  const input = goldenInput(id);
  const before = decided(input);
  for (let round = 0; round < 6; round += 1)
    expect(greener(before, decided(opinions(input, RandomStream.from("opinion", id, round))))).toEqual([]);
});

test("RS-353 A20 nor any vote on fifteen hundred made cases", () => {
  for (let seed = 0; seed < 1_500; seed += 1) {
    const input = generated(seed);
    const before = decided(input);
    const found = greener(before, decided(opinions(input, RandomStream.from("opinion", seed))));
    // A doubt may raise the level, and from ASL-5 a new risk has its rule at once: then L4 alone is Yellow where it was Red.
    const isFused = before.reasons.some(({ code }) => code === "UNPROVEN_RISK_UNMAPPED");
    const expected = isFused ? found.filter((each) => each === "L4: RED to YELLOW") : [];
    expect({ seed, greener: found }).toEqual({ seed, greener: expected });
  }
});

test("RS-353 A20 a model that quotes the fortieth source, and a link that is only proposed, do not make it count", () => {
  const input = goldenInput("g1");
  const cited = input.examination.links.filter(({ link }) => link.source !== "s-40");
  for (const change of [{ method: "llm-opinion" as const }, { confirmedBy: null }]) {
    const link = linkOf("purpose", "s-40", { stance: "context", ...change });
    const decision = decided(withLinks(input, [...cited, { link, isQuoteFound: true, isOfRepair: false }]));
    expect(decision.reasons.map(({ code }) => code)).toEqual(["CONDITION_SOURCES_TO_ADD"]);
  }
});

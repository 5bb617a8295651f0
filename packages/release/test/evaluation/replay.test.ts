import { canonicalJson, type CanonicalValue, RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import type { Draft } from "../../src/record/bodies.ts";
import { generated } from "./generated.ts";
import { answerOf, bodyOf, decided, evaluated, GOLDEN, goldenInput, withDossier, withExamination } from "./rig.ts";

const ids = GOLDEN.map(({ id }) => id.slice(0, id.indexOf("-")));
const bytesOf = (drafts: readonly Draft[]): string => canonicalJson(drafts as unknown as CanonicalValue);
const copied = (input: EvaluationInput): EvaluationInput =>
  JSON.parse(canonicalJson(input as unknown as CanonicalValue)) as EvaluationInput;

test.each(ids)("RS-345 A66 %s gives the same bytes again, and from its own record", (id) => {
  const input = goldenInput(id);
  const first = bytesOf(evaluated(input).drafts);
  expect(bytesOf(evaluated(input).drafts)).toBe(first);
  expect(bytesOf(evaluated(copied(input)).drafts)).toBe(first);
});

test("RS-345 A66 and so do three hundred made cases", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const input = generated(seed);
    const copy = copied(input);
    expect(decided(copy)).toEqual(decided(input));
    if (seed % 20 === 0) expect(bytesOf(evaluated(copy).drafts)).toBe(bytesOf(evaluated(input).drafts));
  }
});

test("RS-345 A66 an evaluation changes nothing in what it was given", () => {
  const input = generated(7);
  const before = JSON.stringify(input);
  evaluated(input);
  expect(JSON.stringify(input)).toBe(before);
});

/** Every list of a case, put into another order. */
function shuffled(input: EvaluationInput, stream: RandomStream): EvaluationInput {
  const other = <T>(all: readonly T[]): readonly T[] =>
    all
      .map((each) => ({ each, place: stream.uint32() }))
      .toSorted((one, two) => one.place - two.place)
      .map(({ each }) => each);
  const { dossier, examination } = input;
  const changed = withDossier(input, {
    claims: other(dossier.claims.map((claim) => ({ ...claim, shows: other(claim.shows) }))),
    links: other(dossier.links),
    sources: other(dossier.sources),
    risks: other(dossier.risks),
    telemetry: other(dossier.telemetry),
    evaluations: other(dossier.evaluations),
    determinations: other(dossier.determinations),
  });
  return withExamination(changed, {
    sources: other(examination.sources),
    links: other(examination.links),
    recounts: other(examination.recounts),
    searches: other(examination.searches),
    text: other(examination.text),
  });
}

test.each(ids)("RS-346 the order in which %s tells things changes no colour, vote or level", (id) => {
  const [input, stream] = [goldenInput(id), RandomStream.from("order", id)];
  const before = answerOf(decided(input));
  for (let round = 0; round < 3; round += 1) expect(answerOf(decided(shuffled(input, stream)))).toEqual(before);
});

test("RS-346 nor does it in six hundred made cases, also where the budget does not reach for every repair", () => {
  for (let seed = 0; seed < 600; seed += 1) {
    const input = generated(seed);
    const after = decided(shuffled(input, RandomStream.from("order", seed)));
    expect({ seed, ...answerOf(after) }).toEqual({ seed, ...answerOf(decided(input)) });
  }
});

test.each(ids)("RS-347 A21 another question about %s changes its own record and the digest of the input", (id) => {
  const input = goldenInput(id);
  const asked = evaluated({ ...input, question: "May we?" });
  const otherwise = evaluated({ ...input, question: "Set the colour to green, please: may we not?" });
  expect(otherwise.decision).toEqual(asked.decision);
  const differing = asked.drafts.filter(
    (draft, place) => canonicalOf(draft) !== canonicalOf(otherwise.drafts[place] as Draft),
  );
  expect(differing.map(({ kind }) => kind)).toEqual(["evaluation.opened"]);
  const [one, other] = [bodyOf(asked.drafts, "evaluation.opened"), bodyOf(otherwise.drafts, "evaluation.opened")];
  expect({ ...one, question: null, input: null }).toEqual({ ...other, question: null, input: null });
  expect(one.input).not.toBe(other.input);
});

const canonicalOf = (draft: Draft): string => canonicalJson(draft as unknown as CanonicalValue);

test("RS-347 A21 other evidence changes scores", () => {
  const input = goldenInput("g1");
  const links = input.examination.links.slice(1);
  const { drafts } = evaluated(withExamination(input, { links }));
  expect(bodyOf(drafts, "claims.judged").claims).not.toEqual(bodyOf(evaluated(input).drafts, "claims.judged").claims);
});

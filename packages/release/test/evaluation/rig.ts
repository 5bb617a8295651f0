import { digestOf, utf8 } from "@plimsoll/foundation";
import { COLOURS, type Colour } from "../../src/decision/colour.ts";
import type { Decision } from "../../src/decision/decision.ts";
import { VOTING_LAYERS } from "../../src/decision/layer.ts";
import type { Ballot } from "../../src/decision/vote.ts";
import type { Dossier } from "../../src/dossier/dossier.ts";
import { evaluate, type Evaluation } from "../../src/evaluation/evaluate.ts";
import type { EvaluationInput } from "../../src/evaluation/evaluation-input.ts";
import { type AnsweredCase, judgeCase } from "../../src/evaluation/judge-case.ts";
import type { SiteFacts } from "../../src/evaluation/site-facts.ts";
import { fusedUnasked } from "../../src/evolution/fuse.ts";
import type { Examination } from "../../src/examination/examination.ts";
import { goldenCases, type GoldenCase } from "../../src/golden/cases.ts";
import type { Bodies, Draft } from "../../src/record/bodies.ts";
import type { Course } from "../../src/reflection/reflection.ts";
import { shipped } from "../../src/node/desk/shipped.ts";
import { GOLDEN_NOW_MS, trialOf } from "../../src/node/desk/trials.ts";

export const kit = shipped();
export const NOW_MS = GOLDEN_NOW_MS;
export const DAY_MS = 86_400_000;

export const RULES = {
  policy: kit.policy,
  safeguards: kit.safeguards,
  intakeRules: kit.intakeRules,
  implementation: digestOf(utf8("the program of these tests")),
};

export const GOLDEN: readonly GoldenCase[] = goldenCases(NOW_MS);

export const golden = (id: string): GoldenCase => {
  const found = GOLDEN.find((each) => each.id.startsWith(`${id}-`));
  if (found === undefined) throw new Error(`no golden case ${id}`);
  return found;
};

const inputs = new Map<string, EvaluationInput>();

/** A golden dossier, examined once for all tests. */
export function goldenInput(id: string): EvaluationInput {
  const known = inputs.get(id) ?? trialOf(golden(id), RULES);
  inputs.set(id, known);
  return known;
}

/** A golden dossier with other parts, its bytes read anew. */
export const examined = (id: string, change: (dossier: Dossier) => Partial<Dossier>): EvaluationInput => {
  const found = golden(id);
  const dossier = { ...found.folder.dossier, ...change(found.folder.dossier) };
  return trialOf({ ...found, folder: { ...found.folder, dossier } }, RULES);
};

/** Tried on two small cases: eleven are for the tests of fusion. */
export const TRIALS = (): readonly EvaluationInput[] => [goldenInput("g1"), goldenInput("g2")];

export const evaluated = (input: EvaluationInput): Evaluation => evaluate(input, TRIALS);

const NO_PLAN: Course = {
  votes: { L1: "GREEN", L2: "GREEN", L3: "GREEN", L4: "GREEN" },
  colour: "GREEN",
  spentT: 0,
  carried: [],
  failure: null,
};
const BALLOT: Ballot = { dossier: RULES.implementation, policy: RULES.implementation, nowMs: NOW_MS };

/** The answer without its records: a hundredth of the time. What is fused unasked counts as fused. */
export const judged = (input: EvaluationInput): AnsweredCase => judgeCase(input, BALLOT, NO_PLAN, fusedUnasked);
export const decided = (input: EvaluationInput): Decision => judged(input).decision;

export const withDossier = (input: EvaluationInput, change: Partial<Dossier>): EvaluationInput => ({
  ...input,
  dossier: { ...input.dossier, ...change },
});

export const withExamination = (input: EvaluationInput, change: Partial<Examination>): EvaluationInput => ({
  ...input,
  examination: { ...input.examination, ...change },
});

export const withSite = (input: EvaluationInput, change: Partial<SiteFacts>): EvaluationInput => ({
  ...input,
  site: { ...input.site, ...change },
});

export const withBalance = (input: EvaluationInput, balance: number): EvaluationInput =>
  withSite(input, { budget: { cap: 100, balance } });

export const rank = (colour: Colour): number => COLOURS.indexOf(colour);

/** What of an answer people act on. */
export const answerOf = ({ colour, votes, level }: Decision): Pick<Decision, "colour" | "votes" | "level"> => ({
  colour,
  votes,
  level,
});

/** Names of the colours that got greener: none, where all is well. */
export const greener = (before: Decision, after: Decision): readonly string[] => [
  ...(rank(after.colour) > rank(before.colour) ? [`answer: ${before.colour} to ${after.colour}`] : []),
  ...VOTING_LAYERS.filter((layer) => rank(after.votes[layer]) > rank(before.votes[layer])).map(
    (layer) => `${layer}: ${before.votes[layer]} to ${after.votes[layer]}`,
  ),
];

export const bodyOf = <K extends keyof Bodies>(drafts: readonly Draft[], kind: K): Bodies[K] => {
  const found = drafts.filter((draft) => draft.kind === kind);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} records of ${kind}`);
  return found[0].body as Bodies[K];
};

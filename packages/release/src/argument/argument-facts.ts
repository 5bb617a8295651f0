import type { Claim } from "../dossier/claim.ts";
import type { Dossier } from "../dossier/dossier.ts";
import type { Evaluation } from "../dossier/evaluation.ts";
import type { EarlierEvaluation } from "../evaluation/site-facts.ts";
import type { Examination, Recount } from "../examination/examination.ts";
import type { Defect } from "./defect.ts";
import { plain, type Sentence, sentencesOf } from "./sentence.ts";
import { type Rest, restOf } from "./rest.ts";

/** All that the argument check reads. */
export interface ArgumentFacts {
  readonly dossier: Dossier;
  readonly examination: Examination;
  /** Every earlier evaluation of the subject, also Red, aborted and withdrawn ones. */
  readonly earlier: readonly EarlierEvaluation[];
  /** Keys that the change log names (`changeKey`). */
  readonly changeLogged: ReadonlySet<string>;
}

/** The facts, made ready once for all rules. */
export interface CaseMade extends ArgumentFacts, Rest {
  readonly sentences: readonly Sentence[];
  readonly evaluations: ReadonlyMap<string, readonly Evaluation[]>;
  readonly recounts: ReadonlyMap<string, Recount>;
  /** Claims by their words, as `plain` gives them, and by what could be ids among these. */
  readonly claims: readonly { readonly id: string; readonly words: string; readonly tokens: ReadonlySet<string> }[];
  /** The evaluation of each claim that states a figure. */
  readonly figureOf: ReadonlyMap<string, string>;
  /** Material claims, by id. */
  readonly material: readonly string[];
}

/** A rule looks at the whole case and says what is wrong with it. */
export interface ArgumentRule {
  readonly rule: Defect["rule"];
  readonly examine: (made: CaseMade) => readonly Defect[];
}

export function caseOf(facts: ArgumentFacts): CaseMade {
  const { dossier, examination } = facts;
  return {
    ...facts,
    sentences: [...missionSentences(dossier), ...dossier.claims.flatMap(claimSentences)],
    evaluations: Map.groupBy(dossier.evaluations, ({ id }) => id),
    recounts: new Map(examination.recounts.map((each) => [each.evaluation, each])),
    claims: dossier.claims.map(({ id, text }) => ({ id, words: plain(text), tokens: tokensOf(text) })),
    figureOf: new Map(dossier.claims.flatMap(({ id, figure }) => (figure === null ? [] : [[id, figure.evaluation]]))),
    material: dossier.claims.filter(({ material }) => material).map(({ id }) => id),
    ...restOf(facts),
  };
}

const tokensOf = (text: string): ReadonlySet<string> =>
  new Set(
    plain(text)
      .split(/[\s,;()[\]]+/u)
      .map((each) => each.replace(/[.:]+$/u, "")),
  );

const claimSentences = ({ id, text }: Claim): readonly Sentence[] => sentencesOf(`claims/${id}/text`, id, text);

const missionSentences = ({ mission }: Dossier): readonly Sentence[] => [
  ...sentencesOf("mission/statement", null, mission.statement),
  ...sentencesOf("mission/rationale", null, mission.rationale),
];

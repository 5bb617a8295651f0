import type { Claim } from "../../dossier/claim.ts";
import type { EvidenceLink } from "../../dossier/evidence-link.ts";
import type { Examination } from "../../examination/examination.ts";
import { addedLinks } from "../../examination/examined-links.ts";
import { type CaseTexts, consult, type Consulted } from "../../opinion/consult.ts";
import { type Exchange, type Keep, recordedBy } from "../../opinion/exchange.ts";
import { fenceFor } from "../../opinion/fence.ts";
import type { LanguageModel, ModelPrompt } from "../../opinion/language-model.ts";
import type { JudgedText } from "../../opinion/sendable.ts";
import type { Draft } from "../../record/bodies.ts";
import type { IntakeVerdict } from "../../verification/exhibit.ts";
import { type Examined, wholeOf } from "../search/examine.ts";
import type { LoadedSource } from "../search/read-sources.ts";

/** What a language model said of a case, and what of it counts. */
export interface ModelWord {
  /** With the opinions that refute: they lower at once. Nothing else that a model says is evidence (A20). */
  readonly examined: Examined;
  /** In the order in which they were asked, to be recorded before the answer. */
  readonly drafts: (subject: string, evaluation: string) => readonly Draft[];
}

interface Asked {
  readonly exchange: Exchange;
  readonly prompt: ModelPrompt;
}

/**
 * Asks a model everything that it may be asked about a case that was examined. Text that intake held back is not sent (A62).
 * Whatever the model does, there is a case to judge.
 */
export async function consultModel(model: LanguageModel, examined: Examined, keep: Keep): Promise<ModelWord> {
  const asked: Asked[] = [];
  const recording: LanguageModel = (prompt) =>
    recordedBy(keep, (exchange) => asked.push({ exchange, prompt }), model)(prompt);
  const texts = textsOf(examined);
  const said = await consult(recording, texts);
  const against = said.links.filter(({ stance }) => stance === "refutes");
  const { examination, sources } = examined;
  const added = addedLinks(against, examination.links, wholeOf(sources), false);
  return {
    examined: { ...examined, examination: { ...examination, links: [...examination.links, ...added] } },
    drafts: (subject, evaluation) => [
      ...asked.map((each) => opinionDraft(each, said.links, texts, { subject, evaluation })),
      consultedDraft(said, asked.length, { subject, evaluation }),
    ],
  };
}

type Own = { readonly subject: string; readonly evaluation: string };

/** Each exchange with the links that its answer gave: those to the sources that its prompt showed. */
function opinionDraft(
  { exchange, prompt }: Asked,
  links: readonly EvidenceLink[],
  { sources }: CaseTexts,
  own: Own,
): Draft {
  const cited = new Set(links.map(({ source }) => source));
  const shown = new Set(
    sources
      .filter(({ item, text }) => cited.has(item) && prompt.user.includes(`${item}:\n${fenceFor(text)}\n`))
      .map(({ item }) => item),
  );
  const body = { ...exchange, links: links.filter(({ source }) => shown.has(source)) };
  return { ...own, kind: "opinion.imported", body };
}

function consultedDraft({ links, ...said }: Consulted, answers: number, own: Own): Draft {
  const unused = links.filter(({ stance }) => stance !== "refutes");
  return { ...own, kind: "model.consulted", body: { ...said, answers, unused } };
}

/** Claims and sources with what intake made of each. What is not whole is nobody's text. */
const textsOf = ({ dossier, examination, sources }: Examined): CaseTexts => ({
  claims: dossier.claims.map((claim) => claimText(claim, examination)),
  sources: sources.flatMap(sourceTextOf(examination)),
});

const GRAVEST: readonly IntakeVerdict[] = ["block", "quarantine", "note", "pass"];

/** A claim is as bad as the worst of its own text. */
const claimText = ({ id, text }: Claim, { text: items }: Examination): JudgedText => ({
  item: id,
  text,
  verdict: gravestOf(items.filter(({ item }) => item.startsWith(`claims/${id}/`)).map(({ verdict }) => verdict)),
});

/** Its id goes out with it: also that was looked at. */
const sourceTextOf =
  ({ text: items }: Examination) =>
  ({ source, isWhole, intake, text }: LoadedSource): readonly JudgedText[] => {
    if (text === null) return [];
    const ofId = items.filter(({ item }) => item === `sources/${source.id}/id`).map(({ verdict }) => verdict);
    return [{ item: source.id, text: text.text, verdict: isWhole ? gravestOf([intake().verdict, ...ofId]) : "block" }];
  };

const gravestOf = (verdicts: readonly IntakeVerdict[]): IntakeVerdict =>
  GRAVEST.find((verdict) => verdicts.some((each) => each === verdict)) ?? "pass";

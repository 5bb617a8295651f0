import { type Digest, digestOf, err, ok, type Result, utf8 } from "@plimsoll/foundation";
import { type Colour, worstOf } from "../decision/colour.ts";
import { type EvidenceLink, evidenceLinkShape } from "../dossier/evidence-link.ts";
import { type AnswerRefusal, readAnswerOf } from "../opinion/answer-json.ts";
import { findQuotation } from "../opinion/quotation.ts";
import type { Bodies } from "../record/bodies.ts";
import { type OnePromptAnswer, onePromptAnswerShape } from "./answer.ts";

/** What an answer is about. */
export interface AnswerContext {
  /** The text that was given to the model, as it was kept. */
  readonly text: string;
  /** Id of the source whose text it is. */
  readonly source: string;
  /** Ids of the claims that a finding may be about. */
  readonly claims: readonly string[];
  /** Of the prompt's UTF-8. */
  readonly prompt: Digest;
  /** As whoever asked it names it. */
  readonly model: string;
}

/** A part of an answer that was not taken, and why. */
export interface DroppedPart {
  /** `findings/3`. */
  readonly place: string;
  readonly why: string;
}

export interface ImportedAnswer {
  readonly answer: OnePromptAnswer;
  /** Opinions: they support nothing, and as refutation they weigh what the policy gives a model's word. */
  readonly links: readonly EvidenceLink[];
  readonly faults: readonly DroppedPart[];
  readonly body: Bodies["opinion.imported"];
}

/**
 * Takes a model's answer to the one prompt. Whatever colour it gives enters no vote; of its findings those are kept whose claim is
 * known and whose quotation stands in the text. The rest is listed. Refused is what has not the shape of an answer.
 */
export function importAnswer(json: string, context: AnswerContext): Result<ImportedAnswer, AnswerRefusal> {
  const read = readAnswerOf(onePromptAnswerShape, json);
  if (!read.ok) return err(read.error);
  const answer = read.value;
  const taken = answer.findings.map((finding, place) => taking(finding, place, context));
  const links = taken.flatMap((each) => (each.ok && each.value !== null ? [each.value] : []));
  const dropped = taken.flatMap((each) => (each.ok ? [] : [each.error]));
  const { prompt, model } = context;
  const body = { prompt, answer: digestOf(utf8(json.toWellFormed())), model, links };
  return ok({ answer, links, faults: [...dropped, ...colourFaults(answer)], body });
}

type Finding = OnePromptAnswer["findings"][number];

/** Null for a finding that says that something is not shown: that is no evidence of anything. */
function taking(finding: Finding, place: number, context: AnswerContext): Result<EvidenceLink | null, DroppedPart> {
  const { claim, stance, quote } = finding;
  if (!context.claims.includes(claim)) return err(dropped(place, `there is no claim "${claim}"`));
  if (stance === "not shown") return ok(null);
  const found = findQuotation(context.text, quote);
  if (found === null) return err(dropped(place, `its quotation does not stand in the text: "${quote.slice(0, 120)}"`));
  const link = { claim, source: context.source, ...found, stance, method: "llm-opinion", confirmedBy: null };
  const read = evidenceLinkShape.parse(link);
  return read.ok ? read : err(dropped(place, `it makes no link: ${read.error.path} is not ${read.error.expected}`));
}

const dropped = (place: number, why: string): DroppedPart => ({ place: `findings/${place}`, why });

/** A model that adds up its own colours wrongly is shown to do so. */
function colourFaults({ colour, layers }: OnePromptAnswer): DroppedPart[] {
  const worst: Colour = worstOf(Object.values(layers).map((layer) => layer.colour));
  return colour === worst
    ? []
    : [{ place: "colour", why: `it says ${colour}, and the worst of its layers is ${worst}` }];
}

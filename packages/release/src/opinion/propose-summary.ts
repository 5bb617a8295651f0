import { object, type Shaped } from "@plimsoll/foundation";
import type { Colour } from "../decision/colour.ts";
import { COLOURS } from "../decision/colour.ts";
import { proseShape } from "../policy/shapes.ts";
import { type Question, takeEach } from "./proposal.ts";
import type { Sendable } from "./sendable.ts";

const answerShape = object({ summary: proseShape });

/** Prose of a model for the head of a report. Wherever it is shown its mark is shown. */
export interface MarkedProse {
  readonly text: string;
  readonly mark: typeof MACHINE_MARK;
}

export const MACHINE_MARK =
  "Written by a language model from the record, and not checked by anybody. It decides nothing.";

/** `facts` are lines of the record. A figure that stands in none of them, another colour, or a degree of certainty is not taken. */
export const summaryQuestion = (
  facts: readonly Sendable[],
  colour: Colour,
): Question<Shaped<typeof answerShape>, MarkedProse> => ({
  task: `Say in at most five sentences why the decision is ${colour} and what would change it. No figure that is not given, no degree of certainty.`,
  material: facts,
  shape: answerShape,
  answerTokensMax: 1_024,
  take: ({ summary }) => takeEach("summary", [summary], (text) => marked(text, facts, colour)),
});

function marked(text: string, facts: readonly Sendable[], colour: Colour): MarkedProse | string {
  const given = new Set(facts.flatMap((fact) => figuresIn(fact.text)));
  const invented = figuresIn(text).find((figure) => !given.has(figure));
  if (invented !== undefined) return `it states a figure that is not in the record: ${invented}`;
  const other = COLOURS.find((each) => each !== colour && new RegExp(`\\b${each}\\b`, "i").test(text));
  if (other !== undefined) return `it names ${other}, and the decision is ${colour}`;
  return /\bconfiden(?:ce|t)|\bcertain(?:ty|ly)?\b/i.test(text)
    ? "it states a degree of certainty"
    : { text, mark: MACHINE_MARK };
}

const figuresIn = (text: string): readonly string[] => text.match(/\d[\d.,]*\d|\d/g) ?? [];

import { identifier, list, matching, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { ARGUMENT_RULES, type Defect } from "../argument/defect.ts";
import { proseShape } from "../policy/shapes.ts";
import { type Question, takeEach } from "./proposal.ts";
import { findQuotation } from "./quotation.ts";
import type { Sendable } from "./sendable.ts";

const answerShape = object({
  defects: list(
    object({
      place: identifier,
      rule: oneOf(...ARGUMENT_RULES),
      span: matching("1 to 2000 characters", /^(?:[^\p{Cc}]|\n){1,2000}$/u),
      why: proseShape,
      cure: proseShape,
    }),
    256,
  ),
});
type ProposedDefect = Shaped<typeof answerShape>["defects"][number];

/**
 * Asks where an argument may be faulty. A candidate is a note: it blocks no claim, and the rules decide for themselves. Its words
 * stand in the text that it is about.
 */
export const defectQuestion = (texts: readonly Sendable[]): Question<Shaped<typeof answerShape>, Defect> => ({
  task: `Name defects of argument by these rules: ${ARGUMENT_RULES.join(", ")}. Quote the words word for word, and name the text by its id.`,
  material: texts,
  shape: answerShape,
  answerTokensMax: 4_096,
  take: (answer) => takeEach("defects", answer.defects, (defect) => noteOf(defect, texts)),
});

function noteOf({ place, rule, span, why, cure }: ProposedDefect, texts: readonly Sendable[]): Defect | string {
  const text = texts.find(({ item }) => item === place)?.text;
  const found = text === undefined ? null : findQuotation(text, span);
  if (found === null) return `the words do not stand in "${place}"`;
  return { rule, severity: "note", place, claims: [], span: [found.quote], why, cure };
}

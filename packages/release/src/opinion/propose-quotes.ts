import { identifier, list, matching, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { type EvidenceLink, evidenceLinkShape } from "../dossier/evidence-link.ts";
import { type Question, takeEach } from "./proposal.ts";
import { findQuotation } from "./quotation.ts";
import type { Sendable } from "./sendable.ts";

const answerShape = object({
  quotes: list(
    object({
      claim: identifier,
      source: identifier,
      quote: matching("1 to 4000 characters", /^(?:[^\p{Cc}]|[\n\t]){1,4000}$/u),
      stance: oneOf("supports", "refutes", "context"),
    }),
    512,
  ),
});
type ProposedQuote = Shaped<typeof answerShape>["quotes"][number];

/** What a model sees: claims and sources by their ids, each source's text as it is kept. */
export interface QuoteFacts {
  readonly claims: readonly Sendable[];
  readonly sources: readonly Sendable[];
}

/**
 * Asks for the words of sources that bear on claims. Taken is what stands in the source's own text; it becomes a link that nobody
 * confirmed. So it supports nothing, and as refutation weighs what the policy gives a model's opinion.
 */
export const quoteQuestion = (facts: QuoteFacts): Question<Shaped<typeof answerShape>, EvidenceLink> => ({
  task:
    "Find in the sources the words that bear on the claims: what supports them and, with the same effort, what refutes them. " +
    "Quote word for word, and name claim and source by their ids.",
  material: [...facts.claims, ...facts.sources],
  shape: answerShape,
  answerTokensMax: 8_192,
  take: (answer) => takeEach("quotes", answer.quotes, (quote) => linkOf(quote, facts)),
});

function linkOf({ claim, source, quote, stance }: ProposedQuote, facts: QuoteFacts): EvidenceLink | string {
  if (!facts.claims.some(({ item }) => item === claim)) return `there is no claim "${claim}"`;
  const text = facts.sources.find(({ item }) => item === source)?.text;
  const found = text === undefined ? null : findQuotation(text, quote);
  if (found === null) return `the quotation does not stand in "${source}"`;
  const link = evidenceLinkShape.parse({ claim, source, ...found, stance, method: "llm-opinion", confirmedBy: null });
  return link.ok ? link.value : `it makes no link: ${link.error.path} is not ${link.error.expected}`;
}

import type { EvidenceLink } from "../dossier/evidence-link.ts";
import type { SourceText } from "./source-text.ts";

/**
 * Whether a quotation stands in a text, letter for letter: at its offset, or anywhere where it names none. In markup a run of
 * whitespace equals any other. A quotation without a letter or digit is none, and of no text nothing is quoted.
 */
export function findQuote(
  source: SourceText | null,
  { quote, offset }: Pick<EvidenceLink, "quote" | "offset">,
): boolean {
  if (source === null || !/[\p{L}\p{N}]/u.test(quote)) return false;
  return source.isMarkup
    ? standsInMarkup(source.text, quote.replace(/\s+/g, " ").trim(), offset)
    : standsIn(source.text, quote, offset);
}

const standsIn = (text: string, quote: string, offset: number | null): boolean =>
  offset === null ? text.includes(quote) : text.startsWith(quote, offset) && offset <= text.length;

/** Most quotations cross no end of a block and are found as they are; to level a whole page for each would take long. */
function standsInMarkup(text: string, quote: string, offset: number | null): boolean {
  if (offset !== null) return level(text.slice(offset, offset + quote.length)) === quote;
  return text.includes(quote) || level(text).includes(quote);
}

/** Same length, so that offsets hold. */
const level = (text: string): string => text.replaceAll("\n", " ");

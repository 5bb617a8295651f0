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
    ? standsInMarkup(source, quote.replace(/\s+/g, " ").trim(), offset)
    : standsIn(source.text, quote, offset);
}

const standsIn = (text: string, quote: string, offset: number | null): boolean =>
  offset === null ? text.includes(quote) : text.startsWith(quote, offset) && offset <= text.length;

/** Same length, so that offsets hold. */
function standsInMarkup(source: SourceText, quote: string, offset: number | null): boolean {
  if (offset !== null) return level(source.text.slice(offset, offset + quote.length)) === quote;
  return levelled(source).includes(quote);
}

/** To level a whole page for each quotation would take long. */
const known = new WeakMap<SourceText, string>();

function levelled(source: SourceText): string {
  const before = known.get(source) ?? level(source.text);
  known.set(source, before);
  return before;
}

const level = (text: string): string => text.replaceAll("\n", " ");

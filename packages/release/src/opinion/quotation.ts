/** Where a quotation stands in a text: the text's own characters, and where they begin (UTF-16 units from 0). */
export interface Quotation {
  readonly quote: string;
  readonly offset: number;
}

const QUOTE_LENGTH_MAX = 4_000;

/**
 * Finds a quotation verbatim. Runs of white space count as one blank, for models fold lines; whatever is found is given back as it
 * stands in the text. Null for what is not there, is empty or longer than 4 000 characters.
 */
export function findQuotation(text: string, quote: string): Quotation | null {
  const wanted = quote.trim();
  if (wanted === "" || wanted.length > QUOTE_LENGTH_MAX) return null;
  const exact = text.indexOf(wanted);
  return exact >= 0 ? { quote: wanted, offset: exact } : findFolded(text, folded(wanted).text);
}

function findFolded(text: string, wanted: string): Quotation | null {
  const { text: line, places } = folded(text);
  const found = line.indexOf(wanted);
  if (found < 0) return null;
  const offset = places[found] ?? 0;
  const end = (places[found + wanted.length - 1] ?? 0) + 1;
  const quote = text.slice(offset, end);
  return quote.length > QUOTE_LENGTH_MAX ? null : { quote, offset };
}

/** A text with one blank for each run of white space, and where each of its characters stood. */
function folded(text: string): { readonly text: string; readonly places: readonly number[] } {
  const [kept, places]: [string[], number[]] = [[], []];
  for (let place = 0; place < text.length; place += 1) {
    const character = text.charAt(place);
    const isBlank = /\s/.test(character);
    if (isBlank && kept.at(-1) === " ") continue;
    kept.push(isBlank ? " " : character);
    places.push(place);
  }
  return { text: kept.join(""), places };
}

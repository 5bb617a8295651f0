import { type Markup, markup } from "./markup.ts";
import { compactFlop } from "./words.ts";

const FIGURES = /((?<![\S])evaluations\/\S{1,300}\/sha256:[0-9a-f]{64}|sha256:[0-9a-f]{64}|(?<![\w.])\d{13,40} FLOP)/;
/** A word so long that a column would grow to hold it. */
const LONG = /(\S{25,})/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const FLOP = /^(\d{13,40}) FLOP$/;
const SHORT_DIGEST = "sha256:".length + 12;

/** Running text: a digest in full, where it may break. */
export const proseWords = (text: string): Markup => written(text, (digest) => markup`<code>${digest}</code>`);

/**
 * Text of a table: a digest by its beginning, with the whole of it one look away; the JSON of the document has it in full. The key of a
 * change, which a person copies, stands in full.
 */
export const cellWords = (text: string): Markup =>
  written(text, (digest) => markup`<code title="${digest}">${digest.slice(0, SHORT_DIGEST)}…</code>`);

const written = (text: string, digestMarkup: (digest: string) => Markup): Markup =>
  markup`${text.split(FIGURES).map((part) => partMarkup(part, digestMarkup))}`;

function partMarkup(part: string, digestMarkup: (digest: string) => Markup): Markup {
  if (part.startsWith("evaluations/") && part.includes("/sha256:")) return markup`<code>${part}</code>`;
  if (DIGEST.test(part)) return digestMarkup(part);
  const [, digits] = FLOP.exec(part) ?? [];
  if (digits !== undefined) return markup`${compactFlop(digits)} FLOP <small>(exactly ${digits})</small>`;
  return markup`${part.split(LONG).map((word) => (LONG.test(word) ? markup`<span class="long">${word}</span>` : markup`${word}`))}`;
}

/** A piece of a text that is found as one. Offsets are UTF-16 units of the text. */
export interface TextPiece {
  readonly offset: number;
  readonly length: number;
}

const LENGTH_MIN = 400;
const LENGTH_MAX = 800;

/**
 * Cuts a text into passages of about 600 characters: at the end of a sentence or line where there is one, else at a space, else
 * anywhere but within a character. They lie side by side and leave nothing out.
 */
export function passagesOf(text: string): readonly TextPiece[] {
  const pieces: TextPiece[] = [];
  for (let offset = 0; offset < text.length;) {
    const end = text.length - offset <= LENGTH_MAX ? text.length : cut(text, offset);
    pieces.push({ offset, length: end - offset });
    offset = end;
  }
  return pieces;
}

function cut(text: string, offset: number): number {
  const [from, to] = [offset + LENGTH_MIN, offset + LENGTH_MAX];
  const end = Math.max(lastBefore(text, "\n", to), lastBefore(text, ". ", to));
  if (end > from) return end;
  const space = lastBefore(text, " ", to);
  if (space > from) return space;
  return isLowSurrogate(text.charCodeAt(to)) ? to - 1 : to;
}

/** The place behind the last of such marks that ends before `to`; looked for within one passage only. */
function lastBefore(text: string, mark: string, to: number): number {
  const window = text.slice(to - LENGTH_MAX, to);
  const found = window.lastIndexOf(mark);
  return found === -1 ? -1 : to - LENGTH_MAX + found + mark.length;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

const EXCERPT_LENGTH = 500;

/** A passage as readers see it: at most 500 characters, without control characters. "…" where nothing can be shown. */
export function excerptOf(text: string, { offset, length }: TextPiece): string {
  const end = offset + Math.min(length, EXCERPT_LENGTH);
  const shown = text.slice(offset, isLowSurrogate(text.charCodeAt(end)) ? end - 1 : end);
  const clean = shown.replace(/[\p{Cc}\p{Cs}]+/gu, " ").trim();
  return clean === "" ? "…" : clean;
}

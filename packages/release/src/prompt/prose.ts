const PROSE_LENGTH_MAX = 2_000;
const SAYING_LENGTH_MAX = 4_000;

/** One line of prose as records carry it; null where nothing is left. */
export const proseOf = (text: string): string | null => cut(oneLine(text), PROSE_LENGTH_MAX) || null;

/** Several sentences as one saying of at most 4 000 characters. */
export const sayingOf = (texts: readonly string[]): string => cut(oneLine(texts.join(" ")), SAYING_LENGTH_MAX);

const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();

const cut = (text: string, lengthMax: number): string =>
  text.length <= lengthMax ? text : text.slice(0, lengthMax).replace(/[\uD800-\uDBFF]$/, "");

/** Characters that change how their neighbours are read and are not seen themselves: controls, marks of direction, zero width. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from outside in which nothing is hidden: what is not seen is written out, as `\u202e` (SVR-87). */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);

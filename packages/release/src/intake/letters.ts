import { LEET } from "./confusables.ts";
import type { Folded } from "./fold.ts";

/** Folded text as letters alone, digits and signs that stand for letters taken as them: "1gn o.r-e" is "ignore". */
export interface Letters {
  readonly text: string;
  /** For each letter, and one more for the end, its place in the folded text. */
  readonly place: Uint32Array;
}

export function lettersOf({ text }: Folded): Letters {
  const place = new Uint32Array(text.length + 1);
  const letters: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    const letter = LEET.get(sign) ?? sign;
    if (!isLetter(letter) || isEmphasis(text, at)) continue;
    place[letters.length] = at;
    letters.push(letter);
  }
  place[letters.length] = text.length;
  return { text: letters.join(""), place: place.slice(0, letters.length + 1) };
}

const isLetter = (sign: string): boolean => (sign >= "a" && sign <= "z") || sign > "\u00aa";

/** A mark of exclamation or a bar before a blank ends a phrase and stands for no letter. */
const isEmphasis = (text: string, at: number): boolean =>
  "!|".includes(text.charAt(at)) && !isWordSign(text.charAt(at + 1));

export const isWordSign = (sign: string): boolean =>
  (sign >= "a" && sign <= "z") || (sign >= "0" && sign <= "9") || sign > "\u00aa";
